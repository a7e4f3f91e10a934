package dev.trunkline.gateway.twilio.voice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.twilio.security.RequestValidator;
import dev.trunkline.gateway.config.keys.Secret;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Vectors: computed with Python's hmac and published ones of Twilio's documentation and Java
 * library.
 */
class RequestSignatureTest {

    private static final String ACCOUNT = "AC0123456789abcdef0123456789abcdef";
    private static final String TOKEN = "8f1e2d3c4b5a69788796a5b4c3d2e1f0";
    private static final PublicUrl GATEWAY = PublicUrl.of("https://voice.gateway.example");

    private static final String VOICE = "/twilio/voice?tenant=blue&v=2";
    private static final String VOICE_FORM =
            "AccountSid=AC0123456789abcdef0123456789abcdef&ApiVersion=2010-04-01&CallSid=CAfedcba9876543210fedcba9876543210"
                    + "&CallStatus=ringing&Called=%2B442079460000&Caller=%2B447700900123&CallerName=&Direction=inbound"
                    + "&From=%2B447700900123&To=%2B442079460000";
    private static final String VOICE_SIGNATURE = "9GXoCW2HUATdST5C/8pp8pA3DQI=";

    private static final String JSON =
            "{\"eventType\":\"call.ended\",\"callSid\":\"CAfedcba9876543210fedcba9876543210\"}";
    private static final String JSON_TARGET =
            "/twilio/events?bodySHA256=a9aa93ef825681a2cb9e31f9e9c388f1a2a79056e057689f265abb3ab018a076";
    private static final String JSON_SIGNATURE = "HoQzPK9U+GdIjHEy8+lULOuZZPw=";

    private final RequestSignature signature =
            new RequestSignature(GATEWAY, Map.of(ACCOUNT, new Secret(TOKEN)), null);

    @Test
    void vectorA_formWithQueryAndBlankValue() {
        assertThat(signature.checkForm(VOICE, form(VOICE_FORM), VOICE_SIGNATURE)).isEmpty();
    }

    @Test
    void vectorA_defaultPortMayBeSigned() {
        assertThat(signature.checkForm(VOICE, form(VOICE_FORM), "e2l0WCPdqnjLNrxqcngzFvL2O3A="))
                .isEmpty();
    }

    @Test
    void vectorA_otherSchemeIsRefused() {
        assertThat(signature.checkForm(VOICE, form(VOICE_FORM), "+BjYLhbAV/0IZvdEozOxbzf7o8M="))
                .contains(Rejection.MISMATCH);
    }

    @ParameterizedTest
    @CsvSource({
        "https://voice.gateway.example:443, 9GXoCW2HUATdST5C/8pp8pA3DQI=",
        "https://voice.gateway.example:443, e2l0WCPdqnjLNrxqcngzFvL2O3A=",
        "https://voice.gateway.example:8443, 9GXoCW2HUATdST5C/8pp8pA3DQI=",
        "https://voice.gateway.example/, 9GXoCW2HUATdST5C/8pp8pA3DQI="
    })
    void configuredPortMayBeMissingFromWhatIsSigned(String publicUrl, String offered) {
        var configured =
                new RequestSignature(
                        PublicUrl.of(publicUrl), Map.of(ACCOUNT, new Secret(TOKEN)), null);
        assertThat(configured.checkForm(VOICE, form(VOICE_FORM), offered)).isEmpty();
    }

    @Test
    void ownPortIsNotTakenForTheDefaultOne() {
        var configured =
                new RequestSignature(
                        PublicUrl.of("https://voice.gateway.example:8443"),
                        Map.of(ACCOUNT, new Secret(TOKEN)),
                        null);
        assertThat(configured.checkForm(VOICE, form(VOICE_FORM), "e2l0WCPdqnjLNrxqcngzFvL2O3A="))
                .contains(Rejection.MISMATCH);
    }

    @Test
    void vectorB_utf8AndReservedCharacters() {
        String body =
                "AccountSid=AC0123456789abcdef0123456789abcdef&Note=Zo%C3%AB+said%3A+50%25+%26+1%2B1%3D2+%E2%80%94+na%C3%AFve%3F"
                        + "&CallSid=CAfedcba9876543210fedcba9876543210";
        assertThat(form(body).get("Note")).containsExactly("Zoë said: 50% & 1+1=2 — naïve?");
        assertThat(
                        signature.checkForm(
                                "/twilio/status", form(body), "Qm3w8qqHU2umJOlLigP97Hc5uqo="))
                .isEmpty();
    }

    @Test
    void vectorC_jsonBodyByItsHash() {
        assertThat(signature.checkBody(JSON_TARGET, JSON.getBytes(UTF_8), JSON_SIGNATURE))
                .isEmpty();
        assertThat(signature.checkBody(JSON_TARGET, (JSON + "\n").getBytes(UTF_8), JSON_SIGNATURE))
                .contains(Rejection.MISMATCH);
    }

    @Test
    void jsonBodyThatNothingVouchesForIsRefused() {
        String url = GATEWAY.http("/twilio/events");
        String offered = RequestSignature.sign(TOKEN, url);
        assertThat(signature.checkBody("/twilio/events", JSON.getBytes(UTF_8), offered))
                .contains(Rejection.MISMATCH);
        assertThat(signature.checkBody("/twilio/events", new byte[0], null))
                .contains(Rejection.MISSING);
    }

    @ParameterizedTest
    @CsvSource({
        "/twilio/media, 1ULcJw/OnKv23zxhsapsDgq4yh8=, true",
        "/twilio/media/, G6FwhlOSQYMHiiP7NKDzyf5FShM=, true",
        "/twilio/media, Xk6aARnVxju0GYDyvhgMdiKZE0w=, true",
        "/twilio/media, f0zZ8j9ydrnck0Ff8oZX2SlA3E4=, false",
        "/twilio/media, G6FwhlOSQYMHiiP7NKDzyf5FShM=, false",
        "/twilio/relay?tenant=blue, LIhLmXnTfIhJtxbzzmykU5X9zZo=, true",
        "/twilio/relay?tenant=blue, jn7hCwTnhomPzSG3URNlu2M8xj0=, true",
        "/twilio/relay?tenant=red, LIhLmXnTfIhJtxbzzmykU5X9zZo=, false",
        "/twilio/relay?tenant=red, jn7hCwTnhomPzSG3URNlu2M8xj0=, false"
    })
    void vectorsDAndE_webSocketUpgrade(String target, String offered, boolean accepted) {
        assertThat(signature.checkUpgrade(target, offered).isEmpty()).isEqualTo(accepted);
    }

    @Test
    void vectorF_getSignsTheUrlAlone() {
        String target =
                "/twilio/voice?CallSid=CAfedcba9876543210fedcba9876543210&From=%2B447700900123";
        assertThat(signature.checkForm(target, Map.of(), "sBLWWEhZY85lhKmxmB3vxFwJsME=")).isEmpty();
        String decoded = target.replace("%2B", "+");
        assertThat(signature.checkForm(decoded, Map.of(), "sBLWWEhZY85lhKmxmB3vxFwJsME="))
                .contains(Rejection.MISMATCH);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://mycompany.com|CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212|RSOYDt4T1cUTdK1PDd93/VVr8B8=",
                "https://mycompany.com|CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212|kvajT1Ptam85bY51eRf/AJRuM3w=",
                "https://mycompany.com||zYQTYrRWXE7LtzbG4PfP7/bkkGo=",
                "https://example.com|CallSid=CA1234567890ABCDE&Caller=%2B14158675310&Digits=1234&From=%2B14158675310&To=%2B18005551212|L/OH5YylLD5NRKLltdqwSvS0BnU="
            })
    void publishedVectors(String publicUrl, @Nullable String body, String offered) {
        var published =
                new RequestSignature(
                        PublicUrl.of(publicUrl), Map.of(ACCOUNT, new Secret("12345")), null);
        assertThat(
                        published.checkForm(
                                "/myapp.php?foo=1&bar=2", form(body == null ? "" : body), offered))
                .isEmpty();
    }

    @Test
    void publishedJsonVector() {
        var published =
                new RequestSignature(
                        PublicUrl.of("https://mycompany.com"),
                        Map.of(ACCOUNT, new Secret("12345")),
                        null);
        String target =
                "/myapp.php?foo=1&bar=2&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";
        byte[] body = "{\"property\": \"value\", \"boolean\": true}".getBytes(UTF_8);
        assertThat(published.checkBody(target, body, "a9nBmqA0ju/hNViExpshrM61xv4=")).isEmpty();
    }

    @Test
    void theUrlOfSeveralGateways_mayBeSigned_andOneOfAnotherGatewayNot() {
        var own =
                new RequestSignature(
                        PublicUrl.of("https://voice.gateway.example/pods/a")
                                .knownAlsoAs(URI.create("https://voice.gateway.example")),
                        Map.of(ACCOUNT, new Secret(TOKEN)),
                        null);
        assertThat(own.checkForm(VOICE, form(VOICE_FORM), VOICE_SIGNATURE)).isEmpty();
        String stream = "https://voice.gateway.example/pods/%s/twilio/stream";
        assertThat(
                        own.checkUpgrade(
                                "/twilio/stream",
                                RequestSignature.sign(
                                        TOKEN, stream.formatted("a").replace("https", "wss"))))
                .isEmpty();
        assertThat(
                        own.checkUpgrade(
                                "/twilio/stream",
                                RequestSignature.sign(
                                        TOKEN, stream.formatted("b").replace("https", "wss"))))
                .contains(Rejection.MISMATCH);
    }

    @Test
    void repeatedParametersAreSortedAndCountedOnce() {
        String text = GATEWAY.http("/twilio/status") + "EventaEventbXc";
        String offered = RequestSignature.sign(TOKEN, text);
        assertThat(
                        signature.checkForm(
                                "/twilio/status", form("X=c&Event=b&Event=a&Event=b"), offered))
                .isEmpty();
    }

    @Test
    void eachAccountHasItsOwnToken() {
        String other = "ACffffffffffffffffffffffffffffffff";
        var two =
                new RequestSignature(
                        GATEWAY,
                        Map.of(ACCOUNT, new Secret(TOKEN), other, new Secret("another")),
                        null);
        assertThat(two.checkForm(VOICE, form(VOICE_FORM), VOICE_SIGNATURE)).isEmpty();
        String foreign = VOICE_FORM.replace(ACCOUNT, other);
        assertThat(two.checkForm(VOICE, form(foreign), VOICE_SIGNATURE))
                .contains(Rejection.MISMATCH);
        String upgrade = RequestSignature.sign("another", GATEWAY.webSocket("/twilio/stream"));
        assertThat(two.checkUpgrade("/twilio/stream", upgrade)).isEmpty();
        String unknown = VOICE_FORM.replace(ACCOUNT, "AC" + "e".repeat(32));
        assertThat(two.checkForm(VOICE, form(unknown), VOICE_SIGNATURE))
                .contains(Rejection.UNKNOWN_ACCOUNT);
    }

    @Test
    void tokenForAnyAccountIsTriedForUnlistedOnes() {
        var any = new RequestSignature(GATEWAY, Map.of(), new Secret(TOKEN));
        assertThat(any.checkForm(VOICE, form(VOICE_FORM), VOICE_SIGNATURE)).isEmpty();
        assertThat(any.checkUpgrade("/twilio/media", "1ULcJw/OnKv23zxhsapsDgq4yh8=")).isEmpty();
    }

    @Test
    void anythingElseInTheHeaderIsRefused() {
        for (String offered :
                List.of(" ", "=", VOICE_SIGNATURE + "=", "\u00e9".repeat(28), "x".repeat(10_000))) {
            assertThat(signature.checkForm(VOICE, form(VOICE_FORM), offered))
                    .contains(Rejection.MISMATCH);
        }
        assertThat(signature.checkForm(VOICE, form(VOICE_FORM), null)).contains(Rejection.MISSING);
        assertThat(signature.checkForm(VOICE, form(VOICE_FORM), "")).contains(Rejection.MISSING);
    }

    /**
     * Twilio's own library, where it is right: no wss, no port together with escapes in the query.
     */
    @Test
    void agreesWithTwiliosLibrary() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var oracle = new RequestValidator(TOKEN);
        for (int i = 0; i < 2_000; i++) {
            Map<String, String> sent = randomForm(random);
            boolean escapes = random.nextInt(3) == 0;
            String target = "/twilio/voice?agent=" + i + (escapes ? "&t=%2B+a" : "");
            String text =
                    signedText(escapes ? 1 + random.nextInt(3) : random.nextInt(4), target, sent);
            String offered = RequestSignature.sign(TOKEN, text);
            var received = new LinkedHashMap<>(sent);
            if (random.nextInt(4) == 0) {
                received.put("Digits", "1");
            }
            boolean expected = oracle.validate(GATEWAY.http(target), received, offered);
            var parameters = new LinkedHashMap<String, List<String>>();
            received.forEach((name, value) -> parameters.put(name, List.of(value)));
            assertThat(signature.checkForm(target, parameters, offered).isEmpty())
                    .as("case %d of seed %d", i, seed)
                    .isEqualTo(expected);
        }
    }

    private static String signedText(int variant, String target, Map<String, String> form) {
        String base =
                switch (variant) {
                    case 0 -> "https://voice.gateway.example:443";
                    case 1 -> "http://voice.gateway.example";
                    default -> "https://voice.gateway.example";
                };
        var text = new StringBuilder(base + target);
        new TreeMap<>(form).forEach((name, value) -> text.append(name).append(value));
        return text.toString();
    }

    private static Map<String, String> randomForm(Random random) {
        var form = new LinkedHashMap<String, String>();
        form.put("AccountSid", ACCOUNT);
        List<String> alphabet =
                List.of("a", "B", "é", "—", "😀", "+", "%", "&", "=", " ", "\n", "0");
        for (int i = random.nextInt(8); i > 0; i--) {
            var parts = new ArrayList<String>();
            for (int j = random.nextInt(6); j > 0; j--) {
                parts.add(alphabet.get(random.nextInt(alphabet.size())));
            }
            form.put("P" + String.join("", parts), String.join("", parts.reversed()));
        }
        return form;
    }

    private static Map<String, List<String>> form(String body) {
        Optional<Map<String, List<String>>> form = FormDecoder.decode(body);
        return form.orElseThrow();
    }
}

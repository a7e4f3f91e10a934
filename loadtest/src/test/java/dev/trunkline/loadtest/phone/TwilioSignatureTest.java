package dev.trunkline.loadtest.phone;

import static org.assertj.core.api.Assertions.assertThat;

import com.twilio.security.RequestValidator;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Vectors computed with Python's hmac module, and those that Twilio publishes (its Java SDK's
 * tests, its documentation).
 */
class TwilioSignatureTest {
    private static final String TOKEN = "8f1e2d3c4b5a69788796a5b4c3d2e1f0";
    private static final String FORM =
            "AccountSid=AC0123456789abcdef0123456789abcdef&ApiVersion=2010-04-01&CallSid=CAfedcba9876543210fedcba9876543210"
                    + "&CallStatus=ringing&Called=%2B442079460000&Caller=%2B447700900123&CallerName=&Direction=inbound"
                    + "&From=%2B447700900123&To=%2B442079460000";

    @Test
    void formPost_withQueryAndBlankValue() {
        String url = "https://voice.gateway.example/twilio/voice?tenant=blue&v=2";
        assertThat(TwilioSignature.sign(TOKEN, url, form(FORM)))
                .isEqualTo("9GXoCW2HUATdST5C/8pp8pA3DQI=");
        assertThat(
                        new RequestValidator(TOKEN)
                                .validate(url, form(FORM), "9GXoCW2HUATdST5C/8pp8pA3DQI="))
                .isTrue();
        assertThat(TwilioSignature.sign(TOKEN, url.replace("example/", "example:443/"), form(FORM)))
                .isEqualTo("e2l0WCPdqnjLNrxqcngzFvL2O3A=");
        assertThat(TwilioSignature.sign(TOKEN, url.replace("https:", "http:"), form(FORM)))
                .isEqualTo("+BjYLhbAV/0IZvdEozOxbzf7o8M=");
    }

    @Test
    void utf8_andReservedCharacters() {
        String body =
                "AccountSid=AC0123456789abcdef0123456789abcdef&Note=Zo%C3%AB+said%3A+50%25+%26+1%2B1%3D2+%E2%80%94+na%C3%AFve%3F"
                        + "&CallSid=CAfedcba9876543210fedcba9876543210";
        assertThat(
                        TwilioSignature.sign(
                                TOKEN, "https://voice.gateway.example/twilio/status", form(body)))
                .isEqualTo("Qm3w8qqHU2umJOlLigP97Hc5uqo=");
    }

    @Test
    void webSocketUpgrade_isSignedOverTheWssUrlAlone() {
        assertThat(sign("wss://voice.gateway.example/twilio/media"))
                .isEqualTo("1ULcJw/OnKv23zxhsapsDgq4yh8=");
        assertThat(sign("wss://voice.gateway.example/twilio/media/"))
                .isEqualTo("G6FwhlOSQYMHiiP7NKDzyf5FShM=");
        assertThat(sign("wss://voice.gateway.example:443/twilio/media"))
                .isEqualTo("Xk6aARnVxju0GYDyvhgMdiKZE0w=");
        assertThat(sign("https://voice.gateway.example/twilio/media"))
                .isEqualTo("f0zZ8j9ydrnck0Ff8oZX2SlA3E4=");
    }

    @Test
    void publishedVectors() {
        String url = "https://mycompany.com/myapp.php?foo=1&bar=2";
        assertThat(TwilioSignature.sign("12345", url, new TreeMap<>()))
                .isEqualTo("zYQTYrRWXE7LtzbG4PfP7/bkkGo=");
        Map<String, String> parameters =
                Map.of(
                        "CallSid", "CA1234567890ABCDE",
                        "Caller", "+14158675310",
                        "From", "+14158675310",
                        "Digits", "1234",
                        "To", "+18005551212");
        assertThat(
                        TwilioSignature.sign(
                                "12345",
                                "https://example.com/myapp.php?foo=1&bar=2",
                                new TreeMap<>(parameters)))
                .isEqualTo("L/OH5YylLD5NRKLltdqwSvS0BnU=");
    }

    private static String sign(String url) {
        return TwilioSignature.sign(TOKEN, url, new TreeMap<>());
    }

    private static SortedMap<String, String> form(String body) {
        TreeMap<String, String> form = new TreeMap<>();
        for (String pair : body.split("&", -1)) {
            int equals = pair.indexOf('=');
            form.put(
                    pair.substring(0, equals),
                    URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return form;
    }
}

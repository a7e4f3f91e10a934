package dev.trunkline.gateway.twilio.voice;

import dev.trunkline.gateway.config.keys.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * {@code X-Twilio-Signature}: whether Twilio sent a request (page "Webhooks security"). It proves
 * the sender, not the moment: a signed request can be replayed.
 *
 * <p>What is signed is the URL that Twilio was given, so it is put together from the configured
 * {@link PublicUrl} and the request target byte for byte, and never from a header. Immutable, any
 * thread; a check computes up to six HMACs per token.
 */
public final class RequestSignature {

    /** How long a Base64 HMAC-SHA1 is. */
    private static final int SIGNATURE_CHARS = 28;

    private final PublicUrl publicUrl;
    private final Map<String, Secret> tokenByAccount;
    private final Optional<Secret> anyAccountToken;

    /**
     * One checker for all routes.
     *
     * @param tokenByAccount the primary auth token of each account (a subaccount has its own); a
     *     secondary token or an API key's secret does not sign
     * @param anyAccountToken checks requests of accounts that are not in the map; null refuses
     *     those accounts
     */
    public RequestSignature(
            PublicUrl publicUrl,
            Map<String, Secret> tokenByAccount,
            @Nullable Secret anyAccountToken) {
        this.publicUrl = publicUrl;
        this.tokenByAccount = Map.copyOf(tokenByAccount);
        this.anyAccountToken = Optional.ofNullable(anyAccountToken);
    }

    /**
     * Checks a form post, or a GET with an empty form.
     *
     * @param target the request target as it came, path and query, not decoded
     * @param form every parameter of the body, decoded, with all its values
     * @param signature the header; null if there is none
     * @return why the request must be refused; empty if Twilio sent it
     */
    Optional<Rejection> checkForm(
            String target, Map<String, List<String>> form, @Nullable String signature) {
        String suffix = suffix(form);
        List<String> texts =
                publicUrl.candidates(false, target).stream().map(url -> url + suffix).toList();
        List<String> account = form.getOrDefault("AccountSid", List.of());
        return check(texts, account.isEmpty() ? null : account.getFirst(), signature);
    }

    /**
     * Checks a body that is no form. Twilio then puts {@code bodySHA256} into the query; without it
     * nothing vouches for the body, and the request is refused.
     *
     * @param body borrowed
     */
    Optional<Rejection> checkBody(String target, byte[] body, @Nullable String signature) {
        Optional<Rejection> rejection = check(publicUrl.candidates(false, target), null, signature);
        if (rejection.isPresent()) {
            return rejection;
        }
        return bodyHashMatches(target, body) ? Optional.empty() : Optional.of(Rejection.MISMATCH);
    }

    /**
     * Checks a WebSocket upgrade: the {@code wss} URL, no parameters, and no account to choose the
     * token by.
     */
    Optional<Rejection> checkUpgrade(String target, @Nullable String signature) {
        List<String> urls = publicUrl.candidates(true, target);
        int query = target.indexOf('?');
        if (query < 0) {
            return check(urls, null, signature);
        }
        // Seen with ConversationRelay, not documented: the query signed as if it were a form.
        var texts = new ArrayList<String>(urls);
        Optional<Map<String, List<String>>> parameters =
                FormDecoder.decode(target.substring(query + 1));
        parameters.ifPresent(form ->
                publicUrl
                        .candidates(true, target.substring(0, query))
                        .forEach(url -> texts.add(url + suffix(form))));
        return check(texts, null, signature);
    }

    /**
     * The URL that Twilio should have signed, without its query: for a log, where queries do not
     * belong.
     */
    String loggable(boolean webSocket, String target) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        var printable = new StringBuilder();
        path.chars()
                .limit(200)
                .forEach(c -> printable.append(c > 0x20 && c < 0x7f ? (char) c : '?'));
        return webSocket
                ? publicUrl.webSocket(printable.toString())
                : publicUrl.http(printable.toString());
    }

    private Optional<Rejection> check(
            List<String> texts, @Nullable String accountSid, @Nullable String signature) {
        if (signature == null || signature.isEmpty()) {
            return Optional.of(Rejection.MISSING);
        }
        Collection<Secret> tokens = tokens(accountSid);
        if (tokens.isEmpty()) {
            return Optional.of(Rejection.UNKNOWN_ACCOUNT);
        }
        byte[] offered = signature.getBytes(StandardCharsets.UTF_8);
        boolean matches = false;
        if (offered.length == SIGNATURE_CHARS) {
            for (Secret token : tokens) {
                for (String text : texts) {
                    byte[] expected = sign(token.value(), text).getBytes(StandardCharsets.US_ASCII);
                    matches |=
                            MessageDigest.isEqual(
                                    expected, offered); // all of them: no early way out
                }
            }
        }
        return matches ? Optional.empty() : Optional.of(Rejection.MISMATCH);
    }

    private Collection<Secret> tokens(@Nullable String accountSid) {
        if (accountSid == null) {
            var all = new HashSet<Secret>(tokenByAccount.values());
            anyAccountToken.ifPresent(all::add);
            return all;
        }
        Secret token = tokenByAccount.get(accountSid);
        return token != null ? List.of(token) : anyAccountToken.stream().toList();
    }

    private static boolean bodyHashMatches(String target, byte[] body) {
        int query = target.indexOf('?');
        if (query < 0) {
            return false;
        }
        for (String pair : target.substring(query + 1).split("&", -1)) {
            if (pair.startsWith("bodySHA256=")) {
                String actual = HexFormat.of().formatHex(sha256(body));
                return MessageDigest.isEqual(
                        actual.getBytes(StandardCharsets.US_ASCII),
                        pair.substring("bodySHA256=".length()).getBytes(StandardCharsets.UTF_8));
            }
        }
        return false;
    }

    /**
     * Name and value of each parameter, without separators: names by code unit, a repeated one's
     * values once each, sorted.
     */
    private static String suffix(Map<String, List<String>> form) {
        SortedMap<String, List<String>> sorted = new TreeMap<>(form);
        var suffix = new StringBuilder();
        sorted.forEach((name, values) ->
                new TreeSet<>(values).forEach(value -> suffix.append(name).append(value)));
        return suffix.toString();
    }

    /**
     * The signature of {@code text} (URL, then parameters) under {@code token}, as Twilio makes it.
     */
    public static String sign(String token, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return Base64.getEncoder()
                    .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HmacSHA1", e);
        }
    }

    private static byte[] sha256(byte[] body) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }
}

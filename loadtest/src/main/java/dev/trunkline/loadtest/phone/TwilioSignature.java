package dev.trunkline.loadtest.phone;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.SortedMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The {@code X-Twilio-Signature} of a request (Twilio Docs, "Secure webhooks"). */
final class TwilioSignature {
    private TwilioSignature() {}

    /**
     * Signs {@code url}, byte for byte as configured, followed by every parameter name and decoded
     * value in the order of the names. A WebSocket upgrade is signed without parameters.
     */
    static String sign(String authToken, String url, SortedMap<String, String> parameters) {
        StringBuilder signed = new StringBuilder(url);
        parameters.forEach((name, value) -> signed.append(name).append(value));
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(authToken.getBytes(StandardCharsets.US_ASCII), "HmacSHA1"));
            return Base64.getEncoder()
                    .encodeToString(
                            mac.doFinal(signed.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HmacSHA1", e);
        }
    }
}

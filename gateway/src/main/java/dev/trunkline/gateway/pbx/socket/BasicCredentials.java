package dev.trunkline.gateway.pbx.socket;

import dev.trunkline.gateway.config.pbx.PbxSocketConfig;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** User and password of those who may open sockets (RFC 7617). Immutable; prints neither. */
final class BasicCredentials {
    private static final String SCHEME = "Basic ";

    private final byte @Nullable [] expected;

    BasicCredentials(PbxSocketConfig config) {
        expected =
                config.password() == null
                        ? null
                        : (config.username() + ":" + config.password().value())
                                .getBytes(StandardCharsets.UTF_8);
    }

    /** Whether anybody may at all. */
    boolean anyone() {
        return expected != null;
    }

    /** Whether a request's {@code Authorization} shows them. In constant time for its length. */
    boolean shownBy(@Nullable String authorization) {
        if (expected == null
                || authorization == null
                || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        try {
            byte[] shown =
                    Base64.getDecoder().decode(authorization.substring(SCHEME.length()).strip());
            return MessageDigest.isEqual(expected, shown);
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }
}

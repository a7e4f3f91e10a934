package dev.trunkline.gateway;

import io.netty.util.LeakPresenceDetector;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that leaves a buffer unreleased. Works where the test JVM runs Netty's {@link
 * LeakPresenceDetector}; tests of one JVM run one after another.
 */
public final class LeakCheck implements AfterEachCallback {
    @Override
    public void afterEach(ExtensionContext context) {
        LeakPresenceDetector.check();
    }
}

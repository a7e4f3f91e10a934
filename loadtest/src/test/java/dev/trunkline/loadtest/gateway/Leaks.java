package dev.trunkline.loadtest.gateway;

import io.netty.util.LeakPresenceDetector;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that has left a buffer behind. It has closed every Vert.x instance by then, so that
 * no event loop still holds one. Only where the JVM runs with Netty's leak presence detector.
 */
final class Leaks implements AfterEachCallback {
    @Override
    public void afterEach(ExtensionContext test) {
        if (test.getExecutionException().isEmpty()) {
            LeakPresenceDetector.check();
        }
    }
}

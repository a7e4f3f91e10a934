package dev.trunkline.loadtest.gateway;

import io.netty.util.LeakPresenceDetector;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that has left a buffer behind. It has closed every Vert.x instance by then, so that
 * no event loop still holds one. Only where the JVM runs with Netty's leak presence detector.
 */
public final class Leaks implements AfterEachCallback {
    /** Belong to a TLS context, one for each certificate, and go when that is collected. */
    private static final List<String> NOT_COUNTED =
            List.of(
                    "io.netty.handler.ssl.DefaultOpenSslKeyMaterial",
                    "io.netty.handler.ssl.OpenSslSessionCache$NativeSslSession");

    static {
        ResourceLeakDetectorFactory usual = ResourceLeakDetectorFactory.instance();
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new NoDetectors());
        try {
            for (String owner : NOT_COUNTED) {
                Class.forName(owner); // takes its detector now
            }
        } catch (ClassNotFoundException elsewhere) {
            throw new IllegalStateException(
                    "Netty has moved them: look for their names", elsewhere);
        } finally {
            ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(usual);
        }
    }

    @Override
    public void afterEach(ExtensionContext test) {
        if (test.getExecutionException().isEmpty()) {
            LeakPresenceDetector.check();
        }
    }

    private static final class NoDetectors extends ResourceLeakDetectorFactory {
        @Override
        @SuppressWarnings("deprecation") // the only one that has to be there
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                Class<T> resource, int samplingInterval, long maxActive) {
            return new ResourceLeakDetector<>(resource, samplingInterval) {
                @Override
                public @Nullable ResourceLeakTracker<T> track(T each) {
                    return null;
                }
            };
        }
    }
}

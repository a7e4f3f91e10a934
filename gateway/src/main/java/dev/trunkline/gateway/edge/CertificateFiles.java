package dev.trunkline.gateway.edge;

import dev.trunkline.gateway.config.TlsConfig;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The two files of a certificate, looked at again and again: says when there is a new pair. Blocks;
 * one look after the other.
 *
 * <p>What has changed is read once it was seen twice alike, so that no half-written file is; and
 * what cannot be used then is looked at some more times before it counts as refused, since whoever
 * renews a certificate writes one file after the other.
 */
final class CertificateFiles {
    /** Looks at the same unusable pair until it is refused. */
    static final int PATIENCE = 10;

    private final Vertx vertx;
    private final TlsConfig config;
    private final InstantSource wallClock;
    private final CertificatePair first;

    private PemFiles inForce;
    private PemFiles seen;

    /** How often {@link #seen} was seen beyond the first time; one more than needed at most. */
    private int looks;

    /**
     * Reads the first pair. One that has expired is used nonetheless: an alert says so, and there
     * is no better one.
     *
     * @throws UnusableCertificateException if there is none
     */
    CertificateFiles(Vertx vertx, TlsConfig config, InstantSource wallClock)
            throws UnusableCertificateException {
        this.vertx = vertx;
        this.config = config;
        this.wallClock = wallClock;
        inForce = PemFiles.read(config);
        seen = inForce;
        first = CertificatePair.of(vertx, inForce);
    }

    /** The pair that stood there at first. */
    CertificatePair first() {
        return first;
    }

    /** Whether it is worth looking again soon: something has changed, and is not judged yet. */
    boolean unsettled() {
        return !seen.equals(inForce) && looks < PATIENCE;
    }

    /**
     * A pair that is new and right.
     *
     * @throws UnusableCertificateException once for each content that stays unusable
     */
    Optional<CertificatePair> look() throws UnusableCertificateException {
        PemFiles now = PemFiles.read(config);
        looks = now.equals(seen) ? Math.min(looks + 1, PATIENCE + 1) : 0;
        seen = now;
        if (now.equals(inForce) || looks == 0 || looks > PATIENCE) {
            return Optional.empty();
        }
        CertificatePair pair = judged(now);
        if (pair == null) {
            return Optional.empty();
        }
        inForce = now;
        looks = 0;
        return Optional.of(pair);
    }

    /** Null while it may still become usable. */
    private @Nullable CertificatePair judged(PemFiles files) throws UnusableCertificateException {
        try {
            CertificatePair pair = CertificatePair.of(vertx, files);
            if (!pair.until().isAfter(wallClock.instant())) {
                throw new UnusableCertificateException(
                        "the certificate expired at " + pair.until() + ": renew it");
            }
            return pair;
        } catch (UnusableCertificateException unusable) {
            if (looks < PATIENCE) {
                return null;
            }
            throw unusable;
        }
    }
}

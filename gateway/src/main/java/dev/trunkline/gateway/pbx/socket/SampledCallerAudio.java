package dev.trunkline.gateway.pbx.socket;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.observability.metrics.CallMeters;

/** G.711 and linear audio: goes on as it came. Linear samples are the host's own, little-endian. */
final class SampledCallerAudio extends CallerAudio {
    SampledCallerAudio(AudioFormat format, CallMeters meters) {
        super(format, meters);
    }

    @Override
    void offer(byte[] message, int byteCount, long arrivalNanos) {
        int whole = byteCount / format().bytesPerSample() * format().bytesPerSample();
        long durationNanos = whole * 1_000_000L / format().bytesPerMs();
        if (whole != byteCount || whole == 0) {
            malformed();
            if (whole == 0) {
                return;
            }
        }
        arrived(durationNanos, arrivalNanos); // the call fills a gap with silence by the timestamps
        deliver(message, whole, 0, arrivalNanos);
    }
}

package dev.trunkline.loadtest.pbx;

import dev.trunkline.codecs.audio.AudioFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A format of Asterisk's as external media names it; those of Asterisk's that are missing here are
 * refused as unknown. Payload types are those of the built-in table, since UnicastRTP has no SDP.
 */
public enum MediaFormat {
    ULAW("ulaw", 0, 8_000, AudioFormat.PCMU),
    ALAW("alaw", 8, 8_000, AudioFormat.PCMA),
    /** 8 kHz mono, under the number that RFC 3551 gives to 44.1 kHz stereo. */
    SLIN("slin", 10, 8_000, AudioFormat.PCM_8K),
    SLIN16("slin16", 118, 16_000, AudioFormat.PCM_16K),
    SLIN24("slin24", 123, 24_000, AudioFormat.PCM_24K),
    SLIN48("slin48", 126, 48_000, AudioFormat.PCM_48K),
    OPUS("opus", 107, 48_000, null);

    static final int FRAME_MS = 20;

    private final String ariName;
    private final int payloadType;
    private final int clockRateHz;
    private final @Nullable AudioFormat audio;

    MediaFormat(String ariName, int payloadType, int clockRateHz, @Nullable AudioFormat audio) {
        this.ariName = ariName;
        this.payloadType = payloadType;
        this.clockRateHz = clockRateHz;
        this.audio = audio;
    }

    static Optional<MediaFormat> named(String ariName) {
        return Stream.of(values()).filter(each -> each.ariName.equals(ariName)).findAny();
    }

    String ariName() {
        return ariName;
    }

    int payloadType() {
        return payloadType;
    }

    int clockRateHz() {
        return clockRateHz;
    }

    /** RTP clock ticks in 20 ms. */
    int frameTicks() {
        return clockRateHz / 1_000 * FRAME_MS;
    }

    /** Whether its bytes are 16-bit samples. */
    boolean isLinear() {
        return audio != null && audio.isLinear();
    }

    /** As the codecs know it; not for Opus. */
    AudioFormat audio() {
        if (audio == null) {
            throw new IllegalStateException("opus is no fixed format");
        }
        return audio;
    }

    /** Bytes of 20 ms; 0 for Opus, which has no fixed size. */
    int frameBytes() {
        return audio == null ? 0 : audio.bytes(FRAME_MS);
    }
}

package dev.trunkline.gateway.pbx.rtp;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.opus.OpusDecoder;
import dev.trunkline.codecs.rtp.G711PayloadDecoder;
import dev.trunkline.codecs.rtp.OpusPayloadDecoder;
import dev.trunkline.codecs.rtp.PayloadDecoder;

/** What a payload type can stand for. */
public enum RtpCodec {
    PCMU(8_000, AudioFormat.PCMU),
    PCMA(8_000, AudioFormat.PCMA),
    /** Linear where it is handed over: encoded and decoded by the leg. */
    OPUS(48_000, AudioFormat.PCM_48K);

    private final int clockHz;
    private final AudioFormat format;

    RtpCodec(int clockHz, AudioFormat format) {
        this.clockHz = clockHz;
        this.format = format;
    }

    /** Of the timestamps (RFC 3551 section 4.5, RFC 7587 section 4.1). */
    public int clockHz() {
        return clockHz;
    }

    /** What a leg hands to its call of it: of Opus, what its decoder makes. */
    AudioFormat heard(PayloadDecoder decoder) {
        if (this != OPUS) {
            return format;
        }
        return switch (decoder.sampleRateHz()) {
            case 8_000 -> AudioFormat.PCM_8K;
            case 16_000 -> AudioFormat.PCM_16K;
            case 24_000 -> AudioFormat.PCM_24K;
            default -> format;
        };
    }

    /**
     * What a leg wants from its call, so that the least has to be converted.
     *
     * @param modelFormat the model session's
     */
    AudioFormat spoken(AudioFormat modelFormat) {
        if (this != OPUS) {
            return format;
        }
        return modelFormat.isLinear() ? AudioFormat.PCM_16K : AudioFormat.PCM_8K;
    }

    /** A decoder for one leg; {@code opus} belongs to the caller, and is null unless it is Opus. */
    PayloadDecoder decoder(@org.jspecify.annotations.Nullable OpusDecoder opus) {
        return switch (this) {
            case PCMU -> G711PayloadDecoder.ulaw();
            case PCMA -> G711PayloadDecoder.alaw();
            case OPUS -> new OpusPayloadDecoder(java.util.Objects.requireNonNull(opus));
        };
    }
}

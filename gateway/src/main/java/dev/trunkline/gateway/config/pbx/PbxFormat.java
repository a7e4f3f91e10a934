package dev.trunkline.gateway.config.pbx;

import dev.trunkline.codecs.audio.AudioFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The formats of Asterisk in which media is asked for, by the names it has for them. */
public enum PbxFormat {
    ULAW(AudioFormat.PCMU),
    ALAW(AudioFormat.PCMA),
    OPUS(null),
    /** Linear at 8 kHz. */
    SLIN(AudioFormat.PCM_8K),
    SLIN16(AudioFormat.PCM_16K),
    SLIN24(AudioFormat.PCM_24K),
    SLIN48(AudioFormat.PCM_48K);

    private final @Nullable AudioFormat audio;
    private final String asteriskName = name().toLowerCase(Locale.ROOT);

    PbxFormat(@Nullable AudioFormat audio) {
        this.audio = audio;
    }

    /** How its bytes are laid out; null for Opus, which is packets. */
    public @Nullable AudioFormat audio() {
        return audio;
    }

    /** As in {@code format=} of ARI and in {@code MEDIA_START}. */
    public String asteriskName() {
        return asteriskName;
    }

    /** Whether it is G.711, for which RTP has static payload types. */
    public boolean isG711() {
        return this == ULAW || this == ALAW;
    }
}

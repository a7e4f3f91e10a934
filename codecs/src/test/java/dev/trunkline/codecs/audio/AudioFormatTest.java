package dev.trunkline.codecs.audio;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AudioFormatTest {
    @Test
    void twentyMsFrame_hasTheSizesOfTheWireFormats() {
        assertThat(AudioFormat.PCMU.bytes(20)).isEqualTo(160);
        assertThat(AudioFormat.PCMA.bytes(20)).isEqualTo(160);
        assertThat(AudioFormat.PCM_24K.bytes(20)).isEqualTo(960);
        assertThat(AudioFormat.PCM_48K.bytes(20)).isEqualTo(1920);
    }

    @Test
    void durationMs_roundsDown() {
        assertThat(AudioFormat.PCMU.durationMs(167)).isEqualTo(20);
    }
}

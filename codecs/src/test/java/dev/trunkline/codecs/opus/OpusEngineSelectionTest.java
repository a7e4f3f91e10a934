package dev.trunkline.codecs.opus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OpusEngineSelectionTest {
    @Test
    void choice_readsItsThreeValues() {
        assertThat(OpusEngineChoice.parse(" Auto ")).isEqualTo(OpusEngineChoice.AUTO);
        assertThat(OpusEngineChoice.parse("concentus")).isEqualTo(OpusEngineChoice.CONCENTUS);
        assertThat(OpusEngineChoice.parse("LIBOPUS")).isEqualTo(OpusEngineChoice.LIBOPUS);
        assertThatThrownBy(() -> OpusEngineChoice.parse("speex"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("opus.engine=speex: expected auto, concentus or libopus");
    }

    @Test
    void auto_alwaysGivesAnEngine() {
        assertThat(OpusEngine.select(OpusEngineChoice.AUTO).name()).isIn("concentus", "libopus");
    }

    @Test
    void missingLibrary_isNamedWithWhatToDo() {
        assertThatThrownBy(() -> Libopus.load("libopus-that-is-not-there.so.0"))
                .isInstanceOf(OpusEngineUnavailableException.class)
                .hasMessageContaining("libopus-that-is-not-there.so.0 could not be loaded")
                .hasMessageContaining("libopus0")
                .hasMessageContaining("concentus");
    }

    @Test
    void settings_nameTheValueAndItsRange() {
        OpusSettings call = OpusSettings.narrowbandCall();
        assertThatThrownBy(() -> call.withComplexity(11))
                .hasMessage("opus complexity=11: expected 0 to 10");
        assertThatThrownBy(() -> call.withSampleRateHz(44_100))
                .hasMessage("opus sampleRateHz=44100: expected 8000, 12000, 16000, 24000 or 48000");
        assertThatThrownBy(() -> call.withFrameMs(30))
                .hasMessage("opus frameMs=30: expected 10, 20, 40 or 60");
        assertThatThrownBy(() -> call.withBitrateBps(5_999))
                .hasMessage("opus bitrateBps=5999: expected 6000 to 128000");
        assertThatThrownBy(() -> call.withFecForLoss(101))
                .hasMessage("opus expectedLossPercent=101: expected 0 to 100");
    }
}

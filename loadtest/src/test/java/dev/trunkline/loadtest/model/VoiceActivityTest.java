package dev.trunkline.loadtest.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.loadtest.audio.Speech;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class VoiceActivityTest {

    private static List<String> edges(
            byte[] audio, AudioFormat format, int maxChunk, int silenceMs) {
        List<String> edges = new ArrayList<>();
        VoiceActivity voice =
                new VoiceActivity(
                        new VoiceActivity.Listener() {
                            @Override
                            public void speechBegan(long onsetMs) {
                                edges.add("began " + onsetMs);
                            }

                            @Override
                            public void speechEnded(long endMs) {
                                edges.add("ended " + endMs);
                            }
                        });
        voice.format(format);
        voice.detect(0.5, silenceMs);
        SplittableRandom random = new SplittableRandom(maxChunk);
        for (int at = 0; at < audio.length; ) {
            int chunk = Math.min(audio.length - at, random.nextInt(1, maxChunk + 1));
            voice.feed(audio, at, chunk);
            at += chunk;
        }
        assertThat(voice.positionMs()).isEqualTo(format.durationMs(audio.length));
        return edges;
    }

    @Test
    void edges_doNotDependOnHowTheAudioWasCut() {
        byte[] whole = Speech.whole();
        List<String> expected = edges(whole, AudioFormat.PCMU, 160, 500);
        assertThat(expected).hasSize(8);
        for (int maxChunk : new int[] {1, 7, 333, 20_000}) {
            assertThat(edges(whole, AudioFormat.PCMU, maxChunk, 500)).isEqualTo(expected);
        }
    }

    @Test
    void aShorterSilence_endsTurnsEarlier_andSilenceIsNoSpeech() {
        byte[] whole = Speech.whole();
        assertThat(edges(whole, AudioFormat.PCMU, 160, 200).size())
                .isGreaterThan(edges(whole, AudioFormat.PCMU, 160, 500).size());
        byte[] silence = new byte[16_000];
        Arrays.fill(silence, (byte) 0xFF);
        assertThat(edges(silence, AudioFormat.PCMU, 160, 200)).isEmpty();
    }

    @Test
    void pcm_withSamplesAcrossAppends_givesTheSameEdges() {
        AudioFormat pcm = AudioFormat.PCM_24K;
        byte[] speech = ModelVoice.audio(1, pcm);
        byte[] turn = Arrays.copyOf(speech, speech.length + 48_000);
        List<String> even = edges(turn, pcm, 96_000, 500);
        assertThat(even).hasSize(2);
        assertThat(edges(turn, pcm, 5, 500)).isEqualTo(even);
    }
}

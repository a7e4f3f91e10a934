package dev.trunkline.loadtest.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpeechTest {
    @TempDir Path folder;

    @Test
    void whole_isTheRecordingOfTheReadme() throws NoSuchAlgorithmException {
        assertThat(
                        HexFormat.of()
                                .formatHex(
                                        MessageDigest.getInstance("SHA-256")
                                                .digest(Speech.whole())))
                .isEqualTo("3af3eea9e0198f8cbb231a471b9694107936f83c659aaa2c22a60c139fd246a8");
    }

    @Test
    void utterances_areWholeFrames_voicedAtBothEnds() {
        assertThat(Speech.utterances()).isEqualTo(4);
        for (int number = 1; number <= 4; number++) {
            byte[] utterance = Speech.utterance(number);
            assertThat(utterance.length % MuLaw.FRAME_BYTES).isZero();
            assertThat(utterance.length).isBetween(8000, 40_000);
            assertThat(audibleFrames(utterance)).isGreaterThan(utterance.length / 160 / 2);
        }
        assertThat(Speech.segment(1)).isEqualTo(new Speech.Segment(6400, 27_666));
    }

    @Test
    void silence_isNotAudible_speechIs() {
        byte[] whole = Speech.whole();
        assertThat(MuLaw.audible(whole, 0, 160)).isFalse();
        assertThat(MuLaw.audible(whole, 6400 + 1600, 160)).isTrue();
    }

    @Test
    void g711_table2_decodesItsEdges() {
        assertThat(MuLaw.linear((byte) 0x80)).isEqualTo((short) 32124);
        assertThat(MuLaw.linear((byte) 0x00)).isEqualTo((short) -32124);
        assertThat(MuLaw.linear((byte) 0xFF)).isZero();
        assertThat(MuLaw.linear((byte) 0x7F)).isZero();
        assertThat(MuLaw.linear((byte) 0xFE)).isEqualTo((short) 8);
        assertThat(MuLaw.linear((byte) 0xEF)).isEqualTo((short) 132);
    }

    @Test
    void wav_isReadByTheJdk() throws IOException, UnsupportedAudioFileException {
        byte[] speech = Speech.utterance(1);
        Path muLaw = folder.resolve("mulaw.wav");
        WavFile.writeMuLaw(muLaw, speech);
        try (AudioInputStream in = AudioSystem.getAudioInputStream(muLaw.toFile())) {
            assertThat(in.getFormat().getEncoding()).isEqualTo(AudioFormat.Encoding.ULAW);
            assertThat(in.getFormat().getSampleRate()).isEqualTo(8000);
            assertThat(in.readAllBytes()).isEqualTo(speech);
        }
        Path stereo = folder.resolve("stereo.wav");
        WavFile.writeLinear(stereo, speech, new byte[] {0, (byte) 0x80});
        try (AudioInputStream in = AudioSystem.getAudioInputStream(stereo.toFile())) {
            assertThat(in.getFormat().getChannels()).isEqualTo(2);
            assertThat(in.getFrameLength()).isEqualTo(speech.length);
            byte[] bytes = in.readAllBytes();
            assertThat((short) ((bytes[2] & 0xFF) | bytes[3] << 8)).isEqualTo((short) -32124);
            assertThat((short) ((bytes[6] & 0xFF) | bytes[7] << 8)).isEqualTo((short) 32124);
            assertThat(bytes[10]).isZero();
        }
        assertThat(Files.size(stereo)).isEqualTo(44 + 4L * speech.length);
    }

    private static int audibleFrames(byte[] utterance) {
        int frames = 0;
        for (int at = 0; at < utterance.length; at += 160) {
            frames += MuLaw.audible(utterance, at, 160) ? 1 : 0;
        }
        return frames;
    }
}

package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.audio.Speech;
import dev.trunkline.loadtest.phone.PhoneCallReport.StreamReport;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * What a caller heard against what the simulated model says: its response n speaks utterance n of
 * the fixture speech, over and over. Bytes of digital silence are left out on both sides, for how
 * long the pauses were is another matter; whatever is lost, repeated or out of order still shows.
 */
final class Heard {
    private static final byte SILENCE = (byte) 0xFF;

    private Heard() {}

    /** The caller heard these responses, from the first, whole and in order, and nothing else. */
    static void assertAnswers(StreamReport stream, int responses, String call) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        for (int response = 0; response < responses; response++) {
            said.writeBytes(answer(response));
        }
        assertSame(voiced(stream.heard().muLaw()), voiced(said.toByteArray()), call);
    }

    /** What response {@code number} says, from 0. */
    static byte[] answer(int number) {
        return Speech.utterance(number % Speech.utterances() + 1);
    }

    static void assertSame(byte[] heard, byte[] said, String call) {
        assertThat(Arrays.mismatch(heard, said))
                .as(
                        "%s: %d bytes heard, %d said; first difference",
                        call, heard.length, said.length)
                .isEqualTo(-1);
    }

    /** All but the bytes of digital silence. */
    static byte[] voiced(byte[] muLaw) {
        byte[] voiced = new byte[muLaw.length];
        int kept = 0;
        for (byte each : muLaw) {
            if (each != SILENCE) {
                voiced[kept++] = each;
            }
        }
        return Arrays.copyOf(voiced, kept);
    }
}

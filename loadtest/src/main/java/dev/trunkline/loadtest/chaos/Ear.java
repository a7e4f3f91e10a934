package dev.trunkline.loadtest.chaos;

import dev.trunkline.loadtest.audio.Speech;
import dev.trunkline.loadtest.phone.PhoneCallReport.AgentSpell;
import dev.trunkline.loadtest.phone.PhoneCallReport.StreamReport;
import dev.trunkline.loadtest.phone.PhoneCallReport.Utterance;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What one caller heard, by the phone's own recording.
 *
 * @param ended the phone's word for the end
 * @param asked things that the caller said
 * @param answered those that an answer followed
 * @param longestWaitMs for an answer that came; 0 if none did
 * @param longestHoleMs silence between two parts of what the agent said, without the caller
 *     speaking in between
 * @param whole of the answers that were not interrupted, those heard from their first byte to their
 *     last; -1 where what is heard was converted on the way
 * @param silentAfterMs from the interruption's first sound until the agent was silent; -1 without
 *     one
 * @param apology what Twilio said instead of the agent, or where the dialplan went on; empty if
 *     nothing
 */
record Ear(
        String ended,
        int asked,
        int answered,
        long longestWaitMs,
        long longestHoleMs,
        int whole,
        long silentAfterMs,
        String apology) {
    private static final byte SILENCE = (byte) 0xFF;

    /** Of a call whose media never began. */
    static Ear of(String ended, String apology) {
        return new Ear(ended, 0, 0, 0, 0, 0, -1, apology);
    }

    static Ear of(String ended, String apology, Optional<StreamReport> heard, boolean asSent) {
        return heard.map(stream -> of(ended, apology, stream, asSent))
                .orElseGet(() -> of(ended, apology));
    }

    private static Ear of(String ended, String apology, StreamReport stream, boolean asSent) {
        double wait =
                stream.turns().stream().mapToDouble(turn -> turn.responseMs()).max().orElse(0);
        long silent =
                stream.bargeIns().stream()
                        .filter(each -> each.silentNanos() > 0)
                        .mapToLong(
                                each -> (each.silentNanos() - each.firstFrameNanos()) / 1_000_000)
                        .max()
                        .orElse(-1);
        return new Ear(
                ended,
                stream.utterances().size(),
                stream.turns().size(),
                Math.round(wait),
                longestHoleMs(stream.agentSpells(), stream.utterances()),
                asSent ? whole(voiced(stream.heard().muLaw())) : -1,
                silent,
                apology);
    }

    private static long longestHoleMs(List<AgentSpell> spells, List<Utterance> utterances) {
        long longest = 0;
        for (int next = 1; next < spells.size(); next++) {
            long from = spells.get(next - 1).toNanos();
            long to = spells.get(next).fromNanos();
            // Who has just spoken waits for an answer: that is no hole.
            boolean spoken =
                    utterances.stream()
                            .anyMatch(said ->
                                    said.firstFrameNanos() < to && said.lastFrameNanos() > from);
            if (!spoken) {
                longest = Math.max(longest, (to - from) / 1_000_000);
            }
        }
        return longest;
    }

    /** How many utterances of the model are in it whole; which, depends on what was asked for. */
    private static int whole(byte[] heard) {
        int found = 0;
        int at = 0;
        while (true) {
            int next = -1;
            for (int number = 1; number <= Speech.utterances(); number++) {
                byte[] said = voiced(Speech.utterance(number));
                int there = indexOf(heard, said, at);
                if (there >= 0 && (next < 0 || there + said.length < next)) {
                    next = there + said.length;
                }
            }
            if (next < 0) {
                return found;
            }
            found++;
            at = next;
        }
    }

    private static int indexOf(byte[] in, byte[] what, int from) {
        for (int at = from; at + what.length <= in.length; at++) {
            int same = 0;
            while (same < what.length && in[at + same] == what[same]) {
                same++;
            }
            if (same == what.length) {
                return at;
            }
        }
        return -1;
    }

    /** All but digital silence: how long pauses were is another matter. */
    private static byte[] voiced(byte[] muLaw) {
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

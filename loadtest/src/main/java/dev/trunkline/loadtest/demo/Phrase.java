package dev.trunkline.loadtest.demo;

import dev.trunkline.loadtest.audio.MuLaw;
import dev.trunkline.loadtest.audio.Speech;
import dev.trunkline.loadtest.phone.CallerAudio;
import java.util.Arrays;

/** What callers say: about a second each, cut from the fixture speech where it pauses. */
enum Phrase {
    TABLE_FOR_TWO(1, 32, 82),
    HALF_PAST_SEVEN(2, 33, 96),
    MY_NUMBER(3, 1, 34),
    THAT_IS_CORRECT(4, 28, 73);

    @SuppressWarnings("ImmutableEnumChecker") // immutable, in another package
    final CallerAudio audio;

    /** Frames {@code from} to before {@code to} of an utterance. */
    Phrase(int utterance, int from, int to) {
        audio =
                CallerAudio.of(
                        Arrays.copyOfRange(
                                Speech.utterance(utterance),
                                from * MuLaw.FRAME_BYTES,
                                to * MuLaw.FRAME_BYTES));
    }
}

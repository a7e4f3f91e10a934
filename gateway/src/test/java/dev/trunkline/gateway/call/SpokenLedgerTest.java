package dev.trunkline.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.call.SpokenLedger.Amendment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpokenLedgerTest {
    private final List<String> said = new ArrayList<>();
    private final SpokenLedger ledger = new SpokenLedger(said::add);

    @Test
    void itemThatIsBeingSpoken_keepsExactlyWhatWasSpoken_laterOnesGo_earlierOnesStay() {
        item("r1", "A", "Hello, this is Ada.");
        item("r2", "B", "Your flight ", "on Friday ", "leaves at ten.");
        item("r2", "C", "Anything else?");

        assertThat(cut("Hello, this is Ada. Your flight on Fri"))
                .containsExactly(new Amendment("B", "Your flight on Fri"), new Amendment("C", ""));
        assertThat(said).containsExactly("Hello, this is Ada.", "Your flight on Fri", "");
    }

    @Test
    void utterance_mayBeginWithTheAnswerThatIsBeingSpoken() {
        item("r1", "A", "Hello, this is Ada.");
        item("r2", "B", "Your flight leaves at ten.");
        assertThat(ledger.onSpoken("Hello, this is Ada.")).isTrue();
        assertThat(cut("Your flight")).containsExactly(new Amendment("B", "Your flight"));
    }

    @Test
    void utterance_mayCountFromAnAnswerThatWasSpokenLongSince() {
        item("r1", "A", "One.");
        item("r2", "B", "Two.");
        item("r3", "C", "Three and four.");
        ledger.onSpoken("One.");
        ledger.onSpoken("Two.");
        assertThat(cut("Two. Three")).containsExactly(new Amendment("C", "Three"));
    }

    @Test
    void answersThatBeginAlike_areToldApartByWhatTheLegHasSpoken() {
        item("r1", "A", "One moment.");
        item("r2", "B", "One moment. I am still looking.");
        ledger.onSpoken("One moment.");
        assertThat(cut("One moment. I")).containsExactly(new Amendment("B", "One moment. I"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'Your  flight\ton'|Your flight on",
                "'Yourflighton'|Your flight on",
                "' Your flight on '|Your flight on",
                "'\u00a0Your\u00a0flight\u00a0on'|Your flight on",
                "'Your fli'|Your fli",
                "'Your flight on Saturday'|Your flight on",
                "'Your flight is late'|Your flight",
                "'Yo-yo'|''",
                "'Something that was never said'|''",
                "''|''",
                "'on Friday'|Your flight on Friday",
            })
    void whiteSpaceMayDiffer_andOfWhatWasNeverSentNothingCounts(String utterance, String spoken) {
        item("r1", "A", "Your flight ", "on Friday ", "leaves at ten.");
        assertThat(cut(utterance)).containsExactly(new Amendment("A", spoken));
    }

    @Test
    void unknownUtterance_keepsWhatTheLegConfirmed() {
        item("r1", "A", "Your flight ", "on Friday ", "leaves at ten.");
        ledger.onSpoken("Your flight ");
        assertThat(cut("No such words")).containsExactly(new Amendment("A", "Your flight"));
    }

    @Test
    void utterance_isBelievedEvenIfLessThanWasConfirmed() {
        item("r1", "A", "Your flight ", "on Friday ", "leaves at ten.");
        ledger.onSpoken("Your flight ");
        ledger.onSpoken("on Friday ");
        assertThat(cut("Your flight on")).containsExactly(new Amendment("A", "Your flight on"));
    }

    @Test
    void itemThatTheModelHasNotCompleted_isAmendedThoughAllOfItThatCameWasSpoken() {
        ledger.add("r1", "A", "Your flight ");
        assertThat(cut("Your flight")).containsExactly(new Amendment("A", "Your flight"));
    }

    @Test
    void itemThatWasSpokenWhole_isLeftAlone() {
        item("r1", "A", "Your flight leaves.");
        assertThat(cut("Your flight leaves.")).isEmpty();
        assertThat(cut("Your flight leaves.")).isEmpty();
    }

    @Test
    void legThatSpellsATokenOtherwise_isUnderstoodAgainAtTheNext() {
        item("r1", "A", "It leaves at ", "ten past nine", " on Friday.");
        assertThat(ledger.onSpoken("It leaves at ")).isTrue();
        assertThat(ledger.onSpoken("9:10")).isFalse();
        assertThat(ledger.onSpoken(" on Friday.")).isTrue();
        assertThat(ledger.allSpoken()).isTrue();
    }

    @Test
    void wordsThatWereOnTheirWay_areSpokenAfterAll() {
        item("r1", "A", "Your flight ", "leaves ", "at ten. ", "Anything ", "else?");
        cut("Your");
        said.clear();
        assertThat(ledger.onSpokenAfterCut("Anything "))
                .isEqualTo(new Amendment("A", "Your Anything"));
        assertThat(ledger.onSpokenAfterCut("else?"))
                .isEqualTo(new Amendment("A", "Your Anything else?"));
        assertThat(ledger.onSpokenAfterCut("else?")).isNull();
        assertThat(said).containsExactly("Anything ", "else?");
    }

    @Test
    void wordsOfTheNextAnswer_areNotTakenForWhatWasCutOff() {
        item("r1", "A", "You said: ", "hello. ", "Anything else?");
        cut("You said:");
        item("r2", "B", "Anything else? ", "Or hello.");
        assertThat(ledger.onSpokenAfterCut("Anything else? ")).isNull();
        assertThat(ledger.onSpoken("Anything else? ")).isTrue();
        assertThat(ledger.onSpokenAfterCut("hello. ")).isNull();
    }

    @Test
    void longCall_forgetsWhatWasSpoken_andStillFindsItsPlace() {
        for (int i = 0; i < 400; i++) {
            String words = "Sentence number " + i + " of a very long call about nothing at all. ";
            item("r" + i, "item" + i, words);
            assertThat(ledger.onSpoken(words)).isTrue();
        }
        item("last", "Z", "And this is the end.");
        assertThat(said.size()).isBetween(200, 400);
        assertThat(cut("And this")).containsExactly(new Amendment("Z", "And this"));
        assertThat(said).hasSize(401);
    }

    @Test
    void wordsAreNotPrinted() {
        assertThat(new Amendment("A", "s3cret").toString()).doesNotContain("s3cret");
    }

    /** Whatever is cut where: what the model is told is a beginning of what was sent. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyInterruption_leavesABeginningOfWhatWasSent(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            SpokenLedger some = new SpokenLedger(_ -> {});
            List<String> texts = new ArrayList<>();
            StringBuilder all = new StringBuilder();
            int items = 1 + random.nextInt(4);
            for (int i = 0; i < items; i++) {
                StringBuilder text = new StringBuilder();
                for (int word = 0; word <= random.nextInt(8); word++) {
                    String token = "w" + random.nextInt(5) + " ".repeat(random.nextInt(3));
                    some.add("r" + i, "item" + i, token);
                    text.append(token);
                }
                some.itemDone("item" + i);
                texts.add(text.toString());
                all.append(text);
            }
            int end = random.nextInt(all.length() + 1);
            String utterance = all.substring(0, end);
            List<Amendment> amendments = some.cutAt(some.endOf(utterance));
            StringBuilder left = new StringBuilder();
            for (int i = 0; i < items; i++) {
                String itemId = "item" + i;
                left.append(
                        amendments.stream()
                                .filter(amendment -> amendment.itemId().equals(itemId))
                                .map(Amendment::spoken)
                                .findFirst()
                                .orElse(texts.get(i)));
            }
            assertThat(solid(left)).as("seed %d round %d", seed, round).isEqualTo(solid(utterance));
        }
    }

    private static String solid(CharSequence words) {
        return words.toString().replace(" ", "");
    }

    private List<Amendment> cut(String utterance) {
        return ledger.cutAt(ledger.endOf(utterance));
    }

    private void item(String responseId, String itemId, String... tokens) {
        for (String token : tokens) {
            ledger.add(responseId, itemId, token);
        }
        ledger.itemDone(itemId);
    }
}

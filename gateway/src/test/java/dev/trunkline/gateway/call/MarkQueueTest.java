package dev.trunkline.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MarkQueueTest {
    private final MarkQueue marks = new MarkQueue();

    @Test
    void aMark_takesAllBeforeItAlong() {
        int first = marks.sent(160, 1);
        int second = marks.sent(320, 2);
        int third = marks.sent(480, 3);

        assertThat(marks.reached(second)).isTrue();
        assertThat(marks.position()).isEqualTo(320);
        assertThat(marks.sentNanos()).isEqualTo(2);
        assertThat(marks.reached(first)).isFalse();
        assertThat(marks.reached(second)).isFalse();
        assertThat(marks.isEmpty()).isFalse();
        assertThat(marks.reached(third)).isTrue();
        assertThat(marks.isEmpty()).isTrue();
    }

    @Test
    void isBounded_andTakesMarksAgainOnceSomeCameBack() {
        int last = -1;
        for (int i = 0; i < 256; i++) {
            last = marks.sent(i, i);
            assertThat(last).isEqualTo(i);
        }
        assertThat(marks.sent(256, 256)).isEqualTo(-1);
        assertThat(marks.reached(100)).isTrue();
        assertThat(marks.sent(257, 257)).isEqualTo(last + 1);
        assertThat(marks.reached(255)).isTrue();
        assertThat(marks.position()).isEqualTo(255);
        assertThat(marks.reached(256)).isTrue();
        assertThat(marks.position()).isEqualTo(257);
    }

    @Test
    void kindsBelongToOneMark() {
        int plain = marks.sent(320, 2);
        marks.idle();
        int idle = marks.sent(320, 3);
        assertThat(marks.reached(plain)).isTrue();
        assertThat(marks.wasIdle()).isFalse();
        assertThat(marks.reached(idle)).isTrue();
        assertThat(marks.wasIdle()).isTrue();
    }

    @Test
    void clear_forgetsWhatIsUnderWay_andSequencesGoOn() {
        int old = marks.sent(160, 1);
        marks.clear();
        assertThat(marks.isEmpty()).isTrue();
        assertThat(marks.reachedPosition()).isZero();
        assertThat(marks.reached(old)).isFalse();
        assertThat(marks.sent(160, 2)).isEqualTo(old + 1);
    }
}

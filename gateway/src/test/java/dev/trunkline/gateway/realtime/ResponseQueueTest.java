package dev.trunkline.gateway.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.call.ResponseRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResponseQueueTest {
    private final List<String> sent = new ArrayList<>();
    private final ResponseQueue queue =
            new ResponseQueue((id, request) -> sent.add(id + " " + request.instructions()));

    @Test
    void oneAtATime_theNextWhenTheFirstIsDone() {
        queue.request(ResponseRequest.say("one"));
        queue.request(ResponseRequest.say("two"));
        assertThat(sent).containsExactly("rc_1 one");
        queue.onCreated("resp_1");
        assertThat(queue.active()).isEqualTo("resp_1");
        assertThat(sent).hasSize(1);
        done("resp_1");
        assertThat(queue.active()).isNull();
        assertThat(sent).containsExactly("rc_1 one", "rc_2 two");
        assertThat(queue.pending()).isTrue();
        queue.onCreated("resp_2");
        assertThat(queue.pending()).isFalse();
    }

    @Test
    void waitsBehindAResponseThatTheModelBeganItself() {
        queue.onCreated("resp_vad");
        queue.request(ResponseRequest.answer());
        assertThat(sent).isEmpty();
        done("resp_other");
        assertThat(sent).isEmpty();
        done("resp_vad");
        assertThat(sent).hasSize(1);
    }

    @Test
    void automaticRequestsThatWait_becomeOne() {
        queue.onCreated("resp_vad");
        queue.request(ResponseRequest.answer());
        queue.request(ResponseRequest.answer());
        queue.request(ResponseRequest.say("goodbye"));
        done("resp_vad");
        queue.onCreated("resp_1");
        done("resp_1");
        queue.onCreated("resp_2");
        done("resp_2");
        assertThat(sent).containsExactly("rc_1 null", "rc_2 goodbye");
    }

    @Test
    void refusedBecauseAnotherRuns_isAskedAgainAfterIt() {
        queue.request(ResponseRequest.say("hello"));
        queue.onCreated("resp_vad"); // the model's own overtook ours
        assertThat(queue.onRefused("rc_1", true)).isTrue();
        assertThat(sent).hasSize(1);
        assertThat(queue.pending()).isTrue();
        done("resp_vad");
        assertThat(sent).containsExactly("rc_1 hello", "rc_2 hello");
    }

    @Test
    void refusedByAServerThatDoesNotSayWhat_isAskedAgainAfterTheOther() {
        queue.request(ResponseRequest.say("hello"));
        assertThat(queue.onRefused(null, false)).isFalse();
        done("resp_1");
        assertThat(sent).containsExactly("rc_1 hello");
        queue.onCreated("resp_vad");
        done("resp_vad");
        queue.request(ResponseRequest.say("two"));
        assertThat(queue.onRefused(null, true)).isTrue();
        assertThat(sent).containsExactly("rc_1 hello", "rc_2 two", "rc_3 two");
    }

    @Test
    void refusalThatArrivesAfterTheOtherIsDone_isAskedAgainAtOnce() {
        queue.request(ResponseRequest.say("hello"));
        queue.onCreated("resp_vad");
        done("resp_vad");
        assertThat(queue.onRefused("rc_1", true)).isTrue();
        assertThat(sent).containsExactly("rc_1 hello", "rc_2 hello");
    }

    @Test
    void refusedForAnotherReason_isGivenUp_andTheNextIsSent() {
        queue.request(ResponseRequest.say("bad"));
        queue.request(ResponseRequest.say("good"));
        assertThat(queue.onRefused("rc_1", false)).isTrue();
        assertThat(sent).containsExactly("rc_1 bad", "rc_2 good");
        assertThat(queue.onRefused("rc_1", true)).isFalse();
        assertThat(queue.onRefused("tl_4", true)).isFalse();
    }

    @Test
    void isBounded() {
        queue.onCreated("resp_vad");
        for (int i = 0; i < 100; i++) {
            queue.request(ResponseRequest.say("say " + i));
        }
        for (int i = 0; i < 100; i++) {
            done("resp_vad");
            queue.onCreated("resp_vad");
        }
        assertThat(sent).hasSize(8);
        assertThat(queue.pending()).isFalse();
    }

    private void done(String responseId) {
        queue.onDone(responseId);
        queue.sendNext();
    }
}

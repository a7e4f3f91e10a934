package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.CallerAudio;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.When;
import dev.trunkline.loadtest.relay.RelayCue;
import dev.trunkline.loadtest.relay.RelayScript;
import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.latency.TurnTimes;
import dev.trunkline.observability.metrics.LegKind;
import dev.trunkline.observability.record.CallRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The same conversation over Media Streams and over ConversationRelay: the same figures by the same
 * names, and those that a leg cannot know left out.
 */
@ExtendWith(Leaks.class)
class BothLegsIT {
    @Test
    void sameAgent_overEitherLeg_standsInTheRecordsByTheSameNames() {
        KeptCalls kept = new KeptCalls();
        try (Bench bench =
                new Bench(Bench.agents("fast", ""), _ -> ModelBehavior.defaults(), kept)) {
            PhoneCallReport audio =
                    bench.call(
                            CallScript.inbound("/twilio/voice?leg=stream")
                                    .say(When.agentEnded(300), CallerAudio.utterance(1))
                                    .say(When.agentEnded(300), CallerAudio.utterance(2))
                                    .hangUp(When.agentEnded(300))
                                    .build());
            PhoneCallReport words =
                    bench.call(
                            CallScript.inbound("/twilio/voice?leg=relay")
                                    .relay(
                                            RelayScript.script()
                                                    .say(RelayCue.agentDone(), "utterance one")
                                                    .say(RelayCue.agentDone(), "utterance two")
                                                    .hangUp(RelayCue.agentDone())
                                                    .build())
                                    .build());
            assertThat(audio.violations()).isEmpty();
            assertThat(words.violations()).isEmpty();
            CallRecord stream = kept.of(audio.callSid());
            CallRecord relay = kept.of(words.callSid());
            assertThat(stream.leg()).isEqualTo(LegKind.STREAM);
            assertThat(relay.leg()).isEqualTo(LegKind.RELAY);
            assertThat(relay.outcome()).isEqualTo(stream.outcome());

            assertThat(stream.turns()).hasSize(2);
            assertThat(relay.turns()).hasSize(2);
            for (TurnTimes turn : relay.turns()) {
                assertThat(turn.outcome()).isEqualTo(TurnTimes.Outcome.HEARD);
                assertThat(turn.modelUs()).isPositive();
                assertThat(turn.deliveryUs()).isNotNegative();
                assertThat(turn.playoutUs()).isNotNegative();
                assertThat(turn.endpointingUs()).isNull();
                assertThat(turn.leadSilenceUs()).isNull();
                assertThat(turn.heardUs()).isNull();
                assertThat(turn.responseUs()).isNull();
            }
            assertThat(relay.latencies().keySet())
                    .isSubsetOf(stream.latencies().keySet())
                    .contains(
                            LatencyMetric.CALL_SETUP,
                            LatencyMetric.SESSION_READY,
                            LatencyMetric.FIRST_AUDIO,
                            LatencyMetric.TURN_MODEL,
                            LatencyMetric.TURN_DELIVERY,
                            LatencyMetric.TURN_PLAYOUT)
                    .doesNotContain(
                            LatencyMetric.TURN_HEARD,
                            LatencyMetric.TURN_RESPONSE,
                            LatencyMetric.TURN_ENDPOINTING);
            for (String leg : new String[] {"stream", "relay"}) {
                assertThat(bench.counter("trunkline_turn_model_seconds_count", leg)).isEqualTo(2);
                assertThat(bench.counter("trunkline_calls_ended_total", leg)).isEqualTo(1);
            }
            bench.assertAtRest();
        }
    }
}

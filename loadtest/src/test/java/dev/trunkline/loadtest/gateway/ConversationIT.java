package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.model.ModelConnection;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.CallerAudio;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.PhoneCallReport.Outcome;
import dev.trunkline.loadtest.phone.When;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Leaks.class)
class ConversationIT {
    @ParameterizedTest
    @ValueSource(strings = {"fast", "plain"})
    void aCall_reachesTheModelByteForByte_andHearsItsAnswers(String lane) {
        try (Bench bench =
                new Bench(Map.of("TRUNKLINE_MEDIA_LANE", lane), info -> ModelBehavior.defaults())) {
            PhoneCallReport report =
                    bench.call(
                            CallScript.inbound("/twilio/voice")
                                    .say(When.agentEnded(300), CallerAudio.utterance(1))
                                    .say(When.agentEnded(300), CallerAudio.utterance(2))
                                    .hangUp(When.agentEnded(300))
                                    .build());

            assertThat(report.outcome()).isEqualTo(Outcome.CALLER_HUNG_UP);
            assertThat(report.violations()).isEmpty();
            var stream = report.stream().orElseThrow();
            ModelConnection connection = bench.model.connections().getFirst();
            assertThat(connection.record().violations()).isEmpty();
            assertThat(connection.record().audio()).isEqualTo(stream.sent().muLaw());
            assertThat(stream.turns()).hasSize(2);
            bench.assertAtRest();
        }
    }
}

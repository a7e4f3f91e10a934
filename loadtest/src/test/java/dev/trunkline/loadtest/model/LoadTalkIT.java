package dev.trunkline.loadtest.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trunkline.loadtest.audio.ProbeFrame;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadTalkIT extends ModelTest {

    @Test
    void talksByItself_withProbesInOrder() throws Exception {
        serve(ModelBehavior.loading(new LoadTalk(List.of(20, 40), 60, 0, true)));
        try (TestClient client = connect().configured(TestClient.PCMU)) {
            client.await("response.output_audio.delta", 6);
            byte[] audio =
                    client.audio(
                            client.await("response.output_item.added").at("/item/id").asText());
            for (int i = 0; i < audio.length / 160; i++) {
                assertThat(ProbeFrame.isProbe(audio, i * 160)).isTrue();
                assertThat(ProbeFrame.sequence(audio, i * 160)).isEqualTo(i);
            }
            client.assertSdkReadsAll();
        }
    }

    @Test
    void responses_endAfterTheirPeriods() throws Exception {
        serve(ModelBehavior.loading(new LoadTalk(List.of(20), 5, 3, false)));
        try (TestClient client = connect().configured(TestClient.PCMU)) {
            client.await("response.done", 2);
            JsonNode second = client.all("response.created").get(1);
            String id = second.at("/response/id").asText();
            assertThat(client.all("response.output_audio.delta"))
                    .filteredOn(delta -> delta.path("response_id").asText().equals(id))
                    .hasSize(3);
            client.assertSdkReadsAll();
        }
    }

    @Test
    void uplinkProbes_areTimedAndCounted() throws Exception {
        serve(ModelBehavior.loading(LoadTalk.continuous(20)));
        try (TestClient client = connect().configured(TestClient.PCMU)) {
            byte[] frame = new byte[160];
            for (int sequence : new int[] {0, 1, 2, 4, 3, 3, 7}) {
                long nowNanos = System.nanoTime();
                ProbeFrame.encode(frame, 0, 42, sequence, nowNanos, nowNanos);
                client.append(frame, 0, 70); // a client may cut where it likes
                client.append(frame, 70, 90);
            }
            ProbeFrame.encode(frame, 0, 43, 8, System.nanoTime(), System.nanoTime());
            client.append(frame, 0, 160);
            ModelConnection model = connection(0);
            model.await("appends", TestClient.DEADLINE, c -> c.record().appends() == 15);
            ModelConnection.ProbeReport probes = model.probes();
            assertThat(probes.callIndex()).isEqualTo(42);
            assertThat(probes.received()).isEqualTo(6);
            assertThat(probes.lost()).isEqualTo(2);
            assertThat(probes.duplicated()).isEqualTo(1);
            assertThat(probes.outOfOrder()).isEqualTo(1);
            assertThat(probes.foreign()).isEqualTo(1);
            assertThat(probes.latency().getTotalCount()).isEqualTo(7);
            assertThat(model.record().audio()).isEmpty();
        }
    }
}

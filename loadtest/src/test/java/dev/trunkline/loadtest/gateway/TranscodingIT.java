package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.CallerAudio;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.When;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions in 24 kHz linear audio: the gateway converts both ways. Wants sox. */
@ExtendWith(Leaks.class)
class TranscodingIT {
    private static final String LINEAR_24K = "-t raw -e signed -b 16 -L -c 1 -r 24000";

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"fast", "plain"})
    void pcm24k_callerReachesTheModelAsSoxWouldConvertIt_andTheModelIsHeard(String lane)
            throws Exception {
        try (Bench bench =
                new Bench(
                        Map.of("TRUNKLINE_MEDIA_LANE", lane, "AUDIO_FORMAT", "pcm24k"),
                        info -> ModelBehavior.defaults())) {
            PhoneCallReport report =
                    bench.call(
                            CallScript.inbound("/twilio/voice")
                                    .say(When.agentEnded(300), CallerAudio.wholeSpeech())
                                    .hangUp(When.agentEnded(300))
                                    .build());

            assertThat(report.violations()).isEmpty();
            var stream = report.stream().orElseThrow();
            var record = bench.model.connections().getFirst().record();
            assertThat(record.violations()).isEmpty();
            assertThat(stream.turns()).isNotEmpty();
            byte[] uplink = record.audio();
            ShortBuffer expected = samples(sox("-t ul -r 8000 -c 1", stream.sent().muLaw()));
            ShortBuffer received = samples(sox(LINEAR_24K, uplink));
            // The filter still holds its delay, 3.75 ms, when the caller hangs up.
            assertThat(expected.limit() - received.limit()).isBetween(0, 24_000 / 1_000 * 4);
            assertThat(snrDb(expected, received)).isGreaterThan(70);
        }
    }

    /**
     * To 24 kHz by an independent tool, and only the band that both filters promise to leave alone:
     * μ-law's noise reaches up to 4 kHz, where each filter falls off in its own way.
     */
    private byte[] sox(String format, byte[] audio) throws IOException, InterruptedException {
        Path in = Files.write(folder.resolve("in.raw"), audio);
        Path out = folder.resolve("out.raw");
        List<String> command = new ArrayList<>(List.of("sox", "-D"));
        command.addAll(List.of(format.split(" ")));
        command.add(in.toString());
        command.addAll(List.of(LINEAR_24K.split(" ")));
        command.add(out.toString());
        command.addAll(List.of("rate", "-v", "24000", "sinc", "-3300"));
        Process sox = new ProcessBuilder(command).inheritIO().start();
        assertThat(sox.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(sox.exitValue()).isZero();
        return Files.readAllBytes(out);
    }

    private static ShortBuffer samples(byte[] linear) {
        return ByteBuffer.wrap(linear).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    }

    private static double snrDb(ShortBuffer expected, ShortBuffer received) {
        double signal = 0;
        double noise = 0;
        for (int i = 0; i < received.limit(); i++) {
            double difference = expected.get(i) - received.get(i);
            signal += (double) expected.get(i) * expected.get(i);
            noise += difference * difference;
        }
        return 10 * Math.log10(signal / Math.max(noise, 1e-9));
    }
}

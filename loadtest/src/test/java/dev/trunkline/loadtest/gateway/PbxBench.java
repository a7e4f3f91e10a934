package dev.trunkline.loadtest.gateway;

import dev.trunkline.loadtest.model.ConnectionInfo;
import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.pbx.AsteriskSettings;
import dev.trunkline.loadtest.pbx.PbxCallReport;
import dev.trunkline.loadtest.pbx.PbxCallScript;
import dev.trunkline.loadtest.pbx.PbxPhoneCall;
import dev.trunkline.loadtest.pbx.SimulatedAsterisk;
import dev.trunkline.loadtest.phone.CallScript;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** A {@link Bench} with a simulated Asterisk in front of the gateway. */
final class PbxBench implements AutoCloseable {
    static final String APPLICATION = "trunkline";

    private static final String SITE = "TRUNKLINE_PBX_ASTERISKS_SITE_";

    private final Vertx neighbours = Vertx.vertx();
    final SimulatedAsterisk asterisk;
    final Bench bench;

    /**
     * @param site keys of the Asterisk, as in {@code MEDIA}
     * @param further of the gateway's environment
     */
    PbxBench(
            Map<String, String> site,
            Map<String, String> further,
            Function<ConnectionInfo, ModelBehavior> behaviors) {
        asterisk = Bench.get(SimulatedAsterisk.start(neighbours, AsteriskSettings.LOCAL));
        Map<String, String> environment = new HashMap<>(further);
        environment.put("ARI_PASSWORD", AsteriskSettings.LOCAL.password());
        environment.put(SITE + "URL", asterisk.url().toString());
        environment.put(SITE + "USERNAME", AsteriskSettings.LOCAL.user());
        environment.put(SITE + "PASSWORD", "env:ARI_PASSWORD");
        environment.put(SITE + "TRUNK", "sbc");
        environment.put("TRUNKLINE_TRUNKS_SBC_KIND", "pbx");
        site.forEach((key, value) -> environment.put(SITE + key, value));
        bench = new Bench(environment, behaviors);
        awaitApplication();
    }

    /** Until the gateway has its event socket: the Asterisk knows of it a little earlier. */
    void awaitApplication() {
        Bench.await(
                "the gateway's event socket",
                () -> Bench.get(asterisk.applications()).contains(APPLICATION));
        Bench.await(
                "the gateway's knowledge of it",
                () -> bench.counter("trunkline_pbx_connected") == 1);
    }

    PbxPhoneCall call(CallScript caller, String... arguments) {
        return asterisk.call(
                PbxCallScript.of(APPLICATION, "1000", caller).withArguments(arguments));
    }

    static PbxCallReport ended(PbxPhoneCall call) {
        return Bench.got(call.report());
    }

    @Override
    public void close() {
        bench.close();
        Bench.await("no channel left", () -> Bench.get(asterisk.channels()).isEmpty());
        Bench.await("no bridge left", () -> Bench.get(asterisk.bridges()).isEmpty());
        Bench.get(asterisk.close());
        Bench.get(neighbours.close());
    }
}

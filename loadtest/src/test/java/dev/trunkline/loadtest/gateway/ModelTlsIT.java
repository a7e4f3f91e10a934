package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.phone.PhoneCall;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A model behind wss: the JDK's trust store says whom the gateway trusts. */
@ExtendWith(Leaks.class)
class ModelTlsIT {
    private static final String STORE = "javax.net.ssl.trustStore";
    private static final String STORE_PASSWORD = "javax.net.ssl.trustStorePassword";
    private static final String PASSWORD = "changeit";

    @TempDir private Path directory;

    private static X509Bundle certificateOf(String address) throws Exception {
        return new CertificateBuilder()
                .subject("CN=model")
                .addSanIpAddress(address)
                .ecp256()
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    /** As an operator does who has an authority of their own. */
    private void trust(X509Bundle authority) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("model", authority.getCertificate());
        Path file = directory.resolve("trusted.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
        System.setProperty(STORE, file.toString());
        System.setProperty(STORE_PASSWORD, PASSWORD);
    }

    @AfterEach
    void trustAsBefore() {
        System.clearProperty(STORE);
        System.clearProperty(STORE_PASSWORD);
    }

    private static Bench bench(TlsRelay relay, String... agents) {
        Map<String, String> environment = new HashMap<>(Bench.agents("fast", "", agents));
        environment.put("EVENT_LOOPS", "2"); // sessions move from one to the other
        environment.put("OPENAI_REALTIME_URL", "wss://127.0.0.1:" + relay.port() + "/v1/realtime");
        Bench bench = new Bench(environment, _ -> ModelBehavior.defaults());
        relay.leadsTo(URI.create(bench.model.url()).getPort());
        return bench;
    }

    @Test
    void callsToATrustedModel_areWhole_onWhicheverLoopTheyLand() throws Exception {
        X509Bundle certificate = certificateOf("127.0.0.1");
        trust(certificate);
        List<String> agents = List.of("a", "b", "c", "d");
        try (TlsRelay relay = new TlsRelay(certificate);
                Bench bench = bench(relay, agents.toArray(String[]::new))) {
            List<PhoneCall> calls = new ArrayList<>();
            agents.forEach(agent -> calls.add(bench.place(Bench.shortCall(agent).build())));
            for (int i = 0; i < calls.size(); i++) {
                bench.assertUnharmed(Bench.ended(calls.get(i)), agents.get(i));
            }
            assertThat(bench.counter("trunkline_lane_fallbacks_total")).isZero();
        }
    }

    @Test
    void aModelOfAnotherAuthority_isNotSpokenTo() throws Exception {
        trust(certificateOf("127.0.0.1"));
        assertRefused(certificateOf("127.0.0.1"));
    }

    @Test
    void aModelWhoseCertificateNamesAnotherHost_isNotSpokenTo() throws Exception {
        X509Bundle elsewhere = certificateOf("127.0.0.2");
        trust(elsewhere);
        assertRefused(elsewhere);
    }

    private static void assertRefused(X509Bundle shown) throws Exception {
        try (TlsRelay relay = new TlsRelay(shown);
                Bench bench = bench(relay)) {
            bench.call(Bench.shortCall("default").build());
            assertThat(bench.counter("trunkline_calls_ended_total", "model_failed")).isEqualTo(1);
            assertThat(bench.model.connections()).isEmpty();
        }
    }
}

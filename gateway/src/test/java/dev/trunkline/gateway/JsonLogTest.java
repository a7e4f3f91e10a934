package dev.trunkline.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trunkline.gateway.config.keys.Secret;
import java.io.ByteArrayOutputStream;
import java.net.URL;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JsonLogTest {
    private final LoggerContext context = new LoggerContext();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @BeforeEach
    void configure() throws Exception {
        context.setMDCAdapter(new LogbackMDCAdapter());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        URL file = getClass().getClassLoader().getResource("logback.xml");
        configurator.doConfigure(Objects.requireNonNull(file));
        var appender =
                (OutputStreamAppender<ILoggingEvent>)
                        context.getLogger("ROOT").getAppender("STDOUT");
        appender.setOutputStream(out);
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void events_areOneJsonObjectALineWithNameKeysAndMaskedSecrets() throws Exception {
        context.getLogger("dev.trunkline.gateway.Test")
                .atInfo()
                .addKeyValue("call", "c-17")
                .addKeyValue("token", new Secret("hush"))
                .log("call_ended");
        String text = out.toString(UTF_8);
        assertThat(text.lines())
                .as("%s", context.getStatusManager().getCopyOfStatusList())
                .hasSize(1);
        assertThat(text).doesNotContain("hush");
        JsonNode event = new JsonMapper().readTree(text);
        assertThat(event.path("message").asText()).isEqualTo("call_ended");
        assertThat(event.path("level").asText()).isEqualTo("INFO");
        assertThat(event.path("kvpList").path(0).path("call").asText()).isEqualTo("c-17");
    }

    @Test
    void libraries_areQuietBelowWarnings() {
        context.getLogger("io.netty.handler").info("chatter");
        assertThat(out.size()).isZero();
        assertThat(context.getLogger("io.vertx.core").getEffectiveLevel()).isEqualTo(Level.WARN);
        assertThat(context.getLogger("dev.trunkline").getLevel()).isEqualTo(Level.INFO);
    }
}

package dev.trunkline.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.gateway.config.keys.ConfigurationException;
import dev.trunkline.observability.record.RecordDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordsConfigTest {
    private static final String URL = "postgres://ann:s3cret@db.example.com/calls?sslmode=require";
    private static final String NUMBER = "+14155550100";

    private static RecordsConfig load(String... namesAndValues) {
        Map<String, String> variables = new HashMap<>(Map.of("INSECURE_LOCAL", "true"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            variables.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return GatewayConfigLoader.load(variables).records();
    }

    @Test
    void withoutAnything_aFileInDataIsKept() {
        RecordsConfig records = load();
        assertThat(records.keep()).isTrue();
        assertThat(records.settings().database())
                .isEqualTo(new RecordDatabase.Embedded(Path.of("data")));
        assertThat(records.settings().retentionDays()).isEqualTo(90);
        assertThat(records.gateway()).isNotBlank();
    }

    @Test
    void databaseUrl_takesPostgreSqlAndIsNotPrinted() {
        RecordsConfig records = load("DATABASE_URL", URL);
        assertThat(records.settings().database().toString())
                .isEqualTo("PostgreSQL at db.example.com/calls");
        assertThat(records.toString()).doesNotContain("s3cret");
    }

    @Test
    void databaseUrl_comesFromAFile(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("url"), URL + "\n");
        assertThat(load("DATABASE_URL_FILE", file.toString()).settings().database().toString())
                .isEqualTo("PostgreSQL at db.example.com/calls");
    }

    @Test
    void databaseUrl_thatIsWrongIsNamedAndNotRepeated() {
        for (String wrong : new String[] {"mysql://ann:s3cret@db/x", URL + "&s3cret=1", "s3cret"}) {
            assertThatThrownBy(() -> load("DATABASE_URL", wrong))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("DATABASE_URL")
                    .hasMessageContaining("postgres://user:password@host:port/database")
                    .message()
                    .doesNotContain("ann:", "s3cret@");
        }
    }

    @Test
    void directory_mustBeOneThatTheDatabaseCanName() {
        assertThatThrownBy(() -> load("TRUNKLINE_RECORDS_DIRECTORY", "data;INIT=RUNSCRIPT"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("TRUNKLINE_RECORDS_DIRECTORY")
                .hasMessageContaining("without a semicolon");
    }

    @Test
    void hashKey_isLongEnoughAndMakesHashesComparable() {
        assertThatThrownBy(() -> load("TRUNKLINE_RECORDS_HASH_KEY", "short"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("TRUNKLINE_RECORDS_HASH_KEY")
                .hasMessageNotContaining("short");
        String key = "0123456789abcdef";
        RecordsConfig records = load("TRUNKLINE_RECORDS_HASH_KEY", key);
        assertThat(records.numberHash().of(NUMBER))
                .isEqualTo(load("TRUNKLINE_RECORDS_HASH_KEY", key).numberHash().of(NUMBER));
        assertThat(load().numberHash().of(NUMBER)).isNotEqualTo(load().numberHash().of(NUMBER));
        assertThat(records.toString()).doesNotContain(key);
    }

    @Test
    void gatewayName_isTheConfiguredOne() {
        assertThat(load("TRUNKLINE_RECORDS_GATEWAY_NAME", "pod-7").gateway()).isEqualTo("pod-7");
    }
}

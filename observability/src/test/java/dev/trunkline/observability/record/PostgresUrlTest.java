package dev.trunkline.observability.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresUrlTest {
    @ParameterizedTest
    @CsvSource({
        "postgres://ann:pw@db.example.com:5433/calls, jdbc:postgresql://db.example.com:5433/calls",
        "postgresql://ann:pw@db/calls, jdbc:postgresql://db/calls",
        "jdbc:postgresql://db:1/calls?user=ann&password=pw, jdbc:postgresql://db:1/calls",
        "postgres://ann:pw@[::1]:5432/calls, jdbc:postgresql://[::1]:5432/calls",
        "'postgres://ann:pw@a:1,b:2/calls', 'jdbc:postgresql://a:1,b:2/calls'",
        "postgres://ann:pw@db/call%20records, jdbc:postgresql://db/call%20records",
    })
    void formsAreUnderstood(String url, String jdbcUrl) {
        RecordDatabase.PostgreSql database = RecordDatabase.PostgreSql.parse(url);
        assertThat(database.jdbcUrl()).isEqualTo(jdbcUrl);
        assertThat(database.properties())
                .containsEntry("user", "ann")
                .containsEntry("password", "pw");
        assertThat(database.toString()).startsWith("PostgreSQL at ").doesNotContain("pw", "ann");
    }

    @Test
    void escapesAndParametersOfBothKindsAreUnderstood() {
        RecordDatabase.PostgreSql database =
                RecordDatabase.PostgreSql.parse(
                        "postgres://a%40b:p%3A%2F%3F%23%25+w@db/calls?sslmode=verify-full"
                                + "&application_name=pod%201&target_session_attrs=read-write"
                                + "&channel_binding=require&loginTimeout=3");
        assertThat(database.properties())
                .containsEntry("user", "a@b")
                .containsEntry("password", "p:/?#%+w")
                .containsEntry("sslmode", "verify-full")
                .containsEntry("ApplicationName", "pod 1")
                .containsEntry("targetServerType", "primary")
                .containsEntry("channelBinding", "require")
                .containsEntry("loginTimeout", "3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s3cret",
                "mysql://ann:s3cret@db/calls",
                "postgres://ann:s3cret@db",
                "postgres://ann:s3cret@db/",
                "postgres://ann:s3cret@/calls",
                "postgres://ann:s3cret@db:port/calls",
                "postgres://ann:s3/cret@db/calls",
                "postgres://ann:s3?cret@db/calls",
                "postgres://ann:s3cret%@db/calls",
                "postgres://ann:s3cret%zz@db/calls",
                "postgres://ann:s3cret@db/calls?s3cret-and-more",
                "postgres://ann:s3cret@db/calls?no_such=1",
                "postgres://ann:s3cret@db/calls/more",
                "postgres://ann:s3cret@db;s3cret/calls",
                "postgres://db/calls",
                "jdbc:postgresql:calls",
            })
    void othersAreRefusedWithoutRepeatingThem(String url) {
        assertThatThrownBy(() -> RecordDatabase.PostgreSql.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessageContaining("expected postgres://user:password@host:port/database")
                .message()
                .doesNotContain("s3", "cret", "ann");
    }

    @Test
    void unknownParameterIsNamed() {
        assertThatThrownBy(
                        () -> RecordDatabase.PostgreSql.parse("postgres://a@db/calls?ssl_mode=off"))
                .hasMessageContaining("the parameter ssl_mode is none");
    }
}

package dev.trunkline.observability.record;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.flywaydb.core.Flyway;

/** Opens connections to the one database. All limits on its silence are set here. */
final class Connector {
    private static final String MIGRATIONS =
            "classpath:dev/trunkline/observability/record/migration";
    private static final String HISTORY_TABLE = "call_record_schema";

    private final RecordDatabase database;
    private final int answerSeconds;
    private volatile boolean migrated;

    Connector(RecordSettings settings) {
        database = settings.database();
        answerSeconds = (int) Math.min(settings.answerLimit().toSeconds(), 3_600);
    }

    RecordDatabase database() {
        return database;
    }

    int answerSeconds() {
        return answerSeconds;
    }

    /** Whether the tables are known to be there. */
    boolean migrated() {
        return migrated;
    }

    /** Makes them again where they are not, at the next opening for writing. */
    void migrateAgain() {
        migrated = false;
    }

    /** For queries, with auto-commit. Does not make an embedded database that is missing. */
    Connection openForReading() throws SQLException {
        return switch (database) {
            case RecordDatabase.Embedded file -> open(file.jdbcUrl() + ";IFEXISTS=TRUE");
            case RecordDatabase.PostgreSql server -> open(server.jdbcUrl());
        };
    }

    /**
     * For the writer, without auto-commit; makes and updates the tables the first time, and again
     * where an embedded file has gone.
     */
    Connection openForWriting() throws SQLException, IOException {
        if (database instanceof RecordDatabase.Embedded file && !Files.exists(file.file())) {
            Files.createDirectories(file.directory());
            migrated = false;
        }
        makeTables();
        Connection connection = open(database.jdbcUrl());
        connection.setAutoCommit(false);
        return connection;
    }

    /** Makes and updates the tables, unless they are known to be there. */
    synchronized void makeTables() throws SQLException, IOException {
        if (!migrated) {
            migrate();
            migrated = true;
        }
    }

    private Connection open(String url) throws SQLException {
        Properties properties = new Properties();
        properties.putAll(properties());
        return DriverManager.getConnection(url, properties);
    }

    private void migrate() {
        boolean embedded = database instanceof RecordDatabase.Embedded;
        Flyway.configure()
                .dataSource(database.jdbcUrl(), null, null)
                .jdbcProperties(properties())
                .locations(MIGRATIONS)
                .table(HISTORY_TABLE)
                // A database that has other tables as well is no reason to refuse.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .placeholders(Map.of("ordered", embedded ? "" : "COLLATE \"C\""))
                .load()
                .migrate();
    }

    /** Of the driver; the user's own win over the defaults. */
    Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>();
        switch (database) {
            case RecordDatabase.Embedded _ -> properties.put("user", "trunkline");
            case RecordDatabase.PostgreSql server -> {
                String seconds = String.valueOf(answerSeconds);
                properties.put("connectTimeout", seconds);
                // Later than a statement's own limit, which leaves the connection whole.
                properties.put("socketTimeout", String.valueOf(answerSeconds + 1));
                properties.put("cancelSignalTimeout", seconds);
                properties.put("sslResponseTimeout", String.valueOf(answerSeconds * 1_000));
                properties.put("gssResponseTimeout", String.valueOf(answerSeconds * 1_000));
                properties.put("tcpKeepAlive", "true");
                properties.put("ApplicationName", "trunkline");
                properties.put("reWriteBatchedInserts", "true");
                // Its details quote the row.
                properties.put("logServerErrorDetail", "false");
                server.properties()
                        .forEach((name, value) ->
                                properties.put(String.valueOf(name), String.valueOf(value)));
            }
        }
        return properties;
    }
}

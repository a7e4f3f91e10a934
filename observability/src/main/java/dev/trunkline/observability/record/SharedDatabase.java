package dev.trunkline.observability.record;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.flywaydb.core.api.FlywayException;

/**
 * A few connections to the PostgreSQL that keeps the records, for what gateways share besides: its
 * tables are made with theirs. Thread-safe. It need not be there when this is opened, nor stay:
 * whoever asks meanwhile is told so.
 */
public final class SharedDatabase implements AutoCloseable {
    private final RecordDatabase.PostgreSql database;
    private final Connector connector;
    private final HikariDataSource pool;

    /** What is done within one transaction; read committed. */
    @FunctionalInterface
    public interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** It cannot be asked now; the message says which and why, and names no secret. */
    public static final class AwayException extends Exception {
        private static final long serialVersionUID = 1L;

        AwayException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * @param connections the most at once; as many threads may ask at once without waiting
     * @param answerLimit how long it may be silent, from a second on; neither a statement nor a
     *     pause within a transaction lasts longer
     */
    public SharedDatabase(
            RecordDatabase.PostgreSql database, int connections, Duration answerLimit) {
        this.database = database;
        connector = new Connector(new RecordSettings(database, 0, 1, answerLimit));
        HikariConfig config = new HikariConfig();
        config.setPoolName("trunkline-shared");
        config.setJdbcUrl(database.jdbcUrl());
        connector.properties().forEach(config::addDataSourceProperty);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(1);
        config.setInitializationFailTimeout(-1); // it may come later
        config.setConnectionTimeout(answerLimit.toMillis());
        config.setValidationTimeout(answerLimit.toMillis());
        // The server ends what is too slow itself: also where its client is frozen, which would
        // keep a lock for ever.
        config.setConnectionInitSql(
                "SET statement_timeout = %1$d; SET idle_in_transaction_session_timeout = %1$d"
                        .formatted(answerLimit.toMillis()));
        pool = new HikariDataSource(config);
    }

    /**
     * Does {@code work} and commits it; rolls back what fails. Blocks: never on an event loop.
     *
     * @throws AwayException if it cannot be asked; what was done is undone then, or, if the answer
     *     to the commit was lost, may not be
     */
    public <T> T transact(Work<T> work) throws AwayException {
        try {
            connector.makeTables();
            try (Connection connection = pool.getConnection()) {
                connection.setAutoCommit(false);
                T answer = work.on(connection);
                connection.commit();
                return answer;
            }
        } catch (SQLException | IOException | FlywayException failure) {
            throw away(failure);
        }
    }

    private AwayException away(Exception failure) {
        DatabaseFault fault = DatabaseFault.of(failure);
        if (fault.tablesGone()) {
            connector.migrateAgain();
        }
        return new AwayException(database + ": " + fault, failure);
    }

    /** Lets go of all connections; transactions that are under way fail. */
    @Override
    public void close() {
        pool.close();
    }
}

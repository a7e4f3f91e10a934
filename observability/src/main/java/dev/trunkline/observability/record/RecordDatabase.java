package dev.trunkline.observability.record;

import java.nio.file.Path;
import java.util.Properties;

/** Which database keeps the records. Prints as messages may name it: without a password. */
public sealed interface RecordDatabase {
    /** What a driver is asked for; carries no password. */
    String jdbcUrl();

    /**
     * A file of this process alone.
     *
     * @param directory holds the file; made if it is missing
     */
    record Embedded(Path directory) implements RecordDatabase {
        private static final String FILE = "records";

        /**
         * @throws IllegalArgumentException if the path has a semicolon, which ends a path in H2's
         *     URLs
         */
        public Embedded {
            directory = directory.toAbsolutePath().normalize();
            if (directory.toString().contains(";")) {
                throw new IllegalArgumentException(
                        "directory " + directory + ": expected a path without a semicolon");
            }
        }

        /** The file that holds everything; to be moved or deleted only while no gateway runs. */
        public Path file() {
            return directory.resolve(FILE + ".mv.db");
        }

        @Override
        public String jdbcUrl() {
            // Committed means handed to the operating system, not half a second later.
            return "jdbc:h2:file:"
                    + directory.resolve(FILE)
                    + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0";
        }

        @Override
        public String toString() {
            return "embedded database " + file();
        }
    }

    /**
     * A PostgreSQL server, shared by any number of gateways.
     *
     * @param jdbcUrl hosts and database, nothing else
     * @param place the same for people
     * @param properties of the driver, by its names; with user and password
     */
    record PostgreSql(String jdbcUrl, String place, Properties properties)
            implements RecordDatabase {
        /**
         * Reads {@code postgres://user:password@host:port/database?sslmode=require}, the same with
         * {@code postgresql:}, or {@code jdbc:postgresql:} with its parameters.
         *
         * @throws IllegalArgumentException whose message says what was expected, without repeating
         *     anything of the URL but the names of its parameters
         */
        public static PostgreSql parse(String url) {
            return PostgresUrl.parse(url);
        }

        @Override
        public String toString() {
            return "PostgreSQL at " + place;
        }
    }
}

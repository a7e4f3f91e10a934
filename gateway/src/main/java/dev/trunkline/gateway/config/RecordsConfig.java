package dev.trunkline.gateway.config;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import dev.trunkline.gateway.config.keys.Secret;
import dev.trunkline.observability.record.NumberHash;
import dev.trunkline.observability.record.RecordDatabase;
import dev.trunkline.observability.record.RecordSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is kept of every call, where and for how long. */
public record RecordsConfig(
        @Key(value = "Keep a record of every call", or = "true") boolean keep,
        @Key(
                        value =
                                "Directory of the embedded database's file, from the working"
                                        + " directory; not used if `records.databaseUrl` is set",
                        or = "data",
                        range = "a path without a semicolon")
                String directory,
        @Key(
                        value =
                                "PostgreSQL instead of the embedded file; special characters in the"
                                        + " password as %40, %2F, %25",
                        range = "postgres://user:password@host:port/database?sslmode=require",
                        env = "DATABASE_URL")
                @Nullable Secret databaseUrl,
        @Key(
                        value = "Days after which a call's record is deleted; 0: never",
                        or = "90",
                        range = "0 to 3650")
                int retentionDays,
        @Key(
                        value =
                                "Calls that may wait while the database is away; then they are lost",
                        or = "10000",
                        range = "1 to 1000000")
                int queuedCalls,
        @Key(
                        value =
                                "Key that phone numbers are hashed with; without one, hashes can be"
                                        + " compared within one run of one process only",
                        range = "at least 16 characters")
                @Nullable Secret hashKey,
        @Key("Name of this process in its records; the host's name if not set")
                @Nullable String gatewayName) {

    public RecordsConfig {
        String urlMistake = databaseUrl == null ? null : mistakeIn(databaseUrl);
        new Mistakes()
                .check(
                        isDirectory(directory),
                        "directory",
                        directory,
                        "a path without a semicolon",
                        "leave it out for data")
                .check(
                        urlMistake == null,
                        "databaseUrl",
                        null,
                        "a URL of a PostgreSQL database",
                        String.valueOf(urlMistake))
                .range("retentionDays", retentionDays, 0, 3_650, "0 keeps records for ever")
                .range("queuedCalls", queuedCalls, 1, 1_000_000, "each takes some kilobytes")
                .check(
                        hashKey == null || hashKey.value().length() >= 16,
                        "hashKey",
                        null,
                        "at least 16 characters",
                        "make a longer one, as with: openssl rand -hex 24")
                .throwIfAny();
    }

    /** For the store. */
    public RecordSettings settings() {
        RecordDatabase database =
                databaseUrl == null
                        ? new RecordDatabase.Embedded(Path.of(directory))
                        : RecordDatabase.PostgreSql.parse(databaseUrl.value());
        return new RecordSettings(
                database, retentionDays, queuedCalls, RecordSettings.DEFAULT_ANSWER_LIMIT);
    }

    /** The database that several gateways share; empty if each has its own. */
    public Optional<RecordDatabase.PostgreSql> sharedDatabase() {
        return Optional.ofNullable(databaseUrl)
                .map(url -> RecordDatabase.PostgreSql.parse(url.value()));
    }

    /** Under the configured key, or one of this run. Make one and keep it. */
    public NumberHash numberHash() {
        return hashKey == null ? NumberHash.ofThisRun() : NumberHash.keyed(hashKey.value());
    }

    /** The configured name, or the host's: a pod's name in Kubernetes. May ask the resolver. */
    public String gateway() {
        if (gatewayName != null && !gatewayName.isBlank()) {
            return gatewayName;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) { // a name that no resolver knows
            return "gateway";
        }
    }

    private static @Nullable String mistakeIn(Secret url) {
        try {
            RecordDatabase.PostgreSql.parse(url.value());
            return null;
        } catch (IllegalArgumentException mistake) {
            return mistake.getMessage();
        }
    }

    private static boolean isDirectory(String name) {
        try {
            new RecordDatabase.Embedded(Path.of(name));
            return !name.isBlank();
        } catch (IllegalArgumentException wrong) { // InvalidPathException is one
            return false;
        }
    }
}

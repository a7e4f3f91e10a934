package dev.trunkline.observability.record;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;

/**
 * What a failure at the database means, in words for whoever operates the gateway.
 *
 * @param kind what to do about it here
 * @param state the SQLSTATE; empty where there is none
 * @param reason what happened; never a value that was to be stored
 * @param advice what to do about it there
 */
record DatabaseFault(Kind kind, String state, String reason, String advice) {
    /** Undefined table or schema, in PostgreSQL's numbering and in H2's. */
    private static final Set<String> TABLES_GONE =
            Set.of("42P01", "3F000", "42102", "42103", "42104", "90079");

    enum Kind {
        /** This call cannot be stored, ever; others can. */
        OF_THE_CALL,
        /** The database cannot be used now. */
        OF_THE_DATABASE,
        /** It may be either. */
        UNCLEAR
    }

    private static final int LONGEST_REASON = 300;

    /** Reads the first failure of SQL among the causes, or what else there is. */
    static DatabaseFault of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return of(sql, sql.getSQLState());
            }
            if (cause instanceof IOException io) {
                return new DatabaseFault(
                        Kind.OF_THE_DATABASE, "", firstLine(reason(io)), adviceOnFile(reason(io)));
            }
        }
        return new DatabaseFault(
                Kind.UNCLEAR, "", firstLine(failure.toString()), "see the database's own log");
    }

    private static DatabaseFault of(SQLException failure, String state) {
        Kind kind = kind(state);
        // Of a refused value, messages quote the value.
        String text = kind == Kind.OF_THE_CALL ? "value not accepted" : text(failure);
        return new DatabaseFault(
                kind, state, "SQLSTATE " + state + ": " + text, advice(state, messages(failure)));
    }

    /** SQL:2023 subclasses; PostgreSQL manual, appendix A; H2's ErrorCode. */
    private static Kind kind(String state) {
        return switch (state.length() == 5 ? state.substring(0, 2) : "") {
            case "22", "23", "54" -> Kind.OF_THE_CALL;
            case "08", "28", "3D", "53", "57", "58" -> Kind.OF_THE_DATABASE;
            default -> Kind.UNCLEAR;
        };
    }

    private static String advice(String state, String messages) {
        if (TABLES_GONE.contains(state)) {
            return "its tables are gone: restore them, or give the records an empty database";
        }
        return switch (state) {
            case "08001", "08004", "08006", "08003" ->
                    "check that it runs, and the host, port and sslmode of DATABASE_URL";
            case "28000", "28P01" -> "check user and password in DATABASE_URL";
            case "3D000" -> "create the database that DATABASE_URL names";
            case "42501" -> "grant the user of DATABASE_URL all rights to its schema";
            case "53100" -> "make room on the database's disk";
            case "53300" -> "raise max_connections, or let fewer clients in";
            case "57P03", "57P01", "57P02" -> "wait until it has started, or see its log";
            case "57014" -> "it is too slow: see its load and locks";
            case "25006" -> "DATABASE_URL leads to a standby: name the primary";
            case "90020" ->
                    "another process has the file open: stop it, or name a directory of this"
                            + " gateway's own in records.directory";
            case "90030" ->
                    "the file is damaged: restore it, or move it away, and a new one is made at"
                            + " once";
            default -> adviceOnFile(messages);
        };
    }

    private static String adviceOnFile(String messages) {
        String lower = messages.toLowerCase(Locale.ROOT);
        if (lower.contains("no space left") || lower.contains("disk full")) {
            return "make room on the disk, or set records.retentionDays lower";
        }
        if (lower.contains("not a directory")
                || lower.contains("filealreadyexists") // a file where the directory should be
                || lower.contains("denied")
                || lower.contains("permission")
                || lower.contains("read-only")
                || lower.contains("read only")) {
            return "let the gateway's user write there, or name another directory in"
                    + " records.directory";
        }
        if (lower.contains("file is locked") || lower.contains("already in use")) {
            return advice("90020", "");
        }
        if (lower.contains("corrupt")) {
            return advice("90030", "");
        }
        return "see the database's own log";
    }

    private static String messages(Throwable failure) {
        StringBuilder all = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            all.append(cause.getMessage()).append('\n');
        }
        return all.toString();
    }

    /** H2 appends the statement, and says why in a cause; PostgreSQL adds details as lines. */
    private static String text(SQLException failure) {
        String message = firstLine(String.valueOf(failure.getMessage()));
        int statement = message.indexOf("; SQL statement");
        String first = statement < 0 ? message : message.substring(0, statement);
        String rootMessage = null;
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            rootMessage = cause.getMessage();
        }
        return rootMessage == null || first.contains(rootMessage)
                ? first
                : first + " (" + firstLine(rootMessage) + ")";
    }

    private static String reason(IOException failure) {
        String kind =
                failure instanceof AccessDeniedException
                        ? "permission denied: "
                        : failure.getClass().getSimpleName() + ": ";
        return kind + failure.getMessage();
    }

    private static String firstLine(String message) {
        String line = message.lines().findFirst().orElse("no message").strip();
        return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + "…";
    }

    /** Whether the database is there without our tables. */
    boolean tablesGone() {
        return TABLES_GONE.contains(state);
    }

    /** One sentence for a person: reason and advice. */
    @Override
    public String toString() {
        return reason + "; " + advice;
    }
}

package dev.trunkline.observability.record;

import dev.trunkline.observability.latency.BargeInTimes;
import dev.trunkline.observability.latency.TurnTimes;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.LegKind;
import dev.trunkline.observability.metrics.TrunkKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Rows of the tables of calls to records. */
final class CallRows {
    private CallRows() {}

    /** What a call's other tables hold of it. */
    record Parts(
            List<TurnTimes> turns, List<BargeInTimes> bargeIns, List<AttemptRecord> attempts) {}

    /**
     * @param whole whether the row has the columns of histograms, timeline and transcript
     * @throws IllegalArgumentException if a newer version wrote what this one has no word for
     */
    static CallRecord call(ResultSet row, boolean whole, Parts parts) throws SQLException {
        return new CallRecord(
                text(row, "call_id"),
                row.getInt("definitions"),
                text(row, "provider_call_id"),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                row.getLong("duration_ms"),
                text(row, "gateway"),
                constant(CallDirection.class, row, "direction"),
                text(row, "agent"),
                constant(LegKind.class, row, "leg"),
                arm(row),
                new Parties(
                        text(row, "caller_hash"),
                        text(row, "callee_hash"),
                        text(row, "attestation")),
                constant(CallOutcome.class, row, "outcome"),
                row.getBoolean("answered"),
                row.getInt("sip_status"),
                row.getInt("failovers"),
                row.getBoolean("prewarmed"),
                usage(row),
                quality(row),
                parts.turns(),
                parts.bargeIns(),
                parts.attempts(),
                whole ? LatencyText.decode(row.getString("latencies")) : Map.of(),
                whole ? TimelineText.decode(row.getString("timeline")) : List.of(),
                whole ? text(row, "transcript") : "");
    }

    /** Where the row stands in the order of starting. */
    static Condition.After key(ResultSet row) throws SQLException {
        return new Condition.After(
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                text(row, "call_id"));
    }

    private static Arm arm(ResultSet row) throws SQLException {
        return new Arm(
                text(row, "trunk"),
                constant(TrunkKind.class, row, "trunk_kind"),
                text(row, "carried_by"),
                text(row, "experiment"),
                text(row, "block"));
    }

    private static Usage usage(ResultSet row) throws SQLException {
        return new Usage(
                row.getLong("audio_sent_ms"),
                row.getLong("audio_received_ms"),
                row.getLong("input_text_tokens"),
                row.getLong("input_audio_tokens"),
                row.getLong("cached_text_tokens"),
                row.getLong("cached_audio_tokens"),
                row.getLong("output_text_tokens"),
                row.getLong("output_audio_tokens"));
    }

    private static MediaQuality quality(ResultSet row) throws SQLException {
        return new MediaQuality(
                row.getLong("frames"),
                row.getLong("late_frames"),
                row.getLong("gaps"),
                row.getLong("gap_filled_ms"),
                row.getLong("dropped_ms"),
                row.getLong("lost_packets"),
                row.getLong("concealed_ms"),
                row.getLong("far_lost_packets"));
    }

    static TurnTimes turn(ResultSet row) throws SQLException {
        return new TurnTimes(
                row.getInt("number"),
                row.getLong("at_us"),
                constant(TurnTimes.Outcome.class, row, "outcome"),
                number(row, "endpointing_us"),
                number(row, "model_us"),
                number(row, "delivery_us"),
                number(row, "playout_us"),
                number(row, "lead_silence_us"),
                number(row, "heard_us"),
                number(row, "response_us"),
                row.getInt("tool_calls"),
                row.getInt("reconnects"));
    }

    static BargeInTimes bargeIn(ResultSet row) throws SQLException {
        return new BargeInTimes(
                row.getInt("number"),
                row.getLong("at_us"),
                number(row, "reaction_us"),
                number(row, "silence_us"),
                number(row, "leaked_us"));
    }

    static AttemptRecord attempt(ResultSet row) throws SQLException {
        return new AttemptRecord(
                row.getInt("number"),
                text(row, "trunk"),
                constant(TrunkKind.class, row, "trunk_kind"),
                text(row, "provider_call_id"),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                constant(AttemptOutcome.class, row, "outcome"),
                row.getInt("sip_status"),
                row.getInt("error_code"),
                number(row, "post_dial_us"),
                number(row, "answer_us"),
                text(row, "answered_by"),
                row.getLong("duration_ms"));
    }

    private static String text(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNullElse(row.getString(column), "");
    }

    private static @Nullable Long number(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    /** Labels are the constants' names in lower case. */
    private static <E extends Enum<E>> E constant(Class<E> type, ResultSet row, String column)
            throws SQLException {
        return Enum.valueOf(type, text(row, column).toUpperCase(Locale.ROOT));
    }
}

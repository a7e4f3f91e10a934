package dev.trunkline.observability.record;

import dev.trunkline.observability.latency.BargeInTimes;
import dev.trunkline.observability.latency.TurnTimes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes calls with their turns, barge-ins and attempts: all of them, or none. */
final class CallInsert {
    private static final String CALL =
            """
            INSERT INTO call_record (call_id, definitions, provider_call_id, started_at, duration_ms,
              gateway, direction, agent, leg, trunk, trunk_kind, carried_by, experiment, block,
              caller_hash, callee_hash, attestation, outcome, answered, sip_status, failovers,
              prewarmed, audio_sent_ms, audio_received_ms, input_text_tokens, input_audio_tokens,
              cached_text_tokens, cached_audio_tokens, output_text_tokens, output_audio_tokens,
              frames, late_frames, gaps, gap_filled_ms, dropped_ms,
              lost_packets, concealed_ms, far_lost_packets, latencies, timeline, transcript)
            VALUES (%s)
            """
                    .formatted(places(41));

    private static final String TURN =
            """
            INSERT INTO turn_record (call_id, number, at_us, outcome, endpointing_us, model_us,
              delivery_us, playout_us, lead_silence_us, heard_us, response_us, tool_calls, reconnects)
            VALUES (%s)
            """
                    .formatted(places(13));

    private static final String BARGE_IN =
            """
            INSERT INTO barge_in_record (call_id, number, at_us, reaction_us, silence_us, leaked_us)
            VALUES (%s)
            """
                    .formatted(places(6));

    private static final String ATTEMPT =
            """
            INSERT INTO call_attempt (call_id, number, trunk, trunk_kind, provider_call_id, started_at,
              outcome, sip_status, error_code, post_dial_us, answer_us, answered_by, duration_ms)
            VALUES (%s)
            """
                    .formatted(places(13));

    private final int answerSeconds;

    CallInsert(int answerSeconds) {
        this.answerSeconds = answerSeconds;
    }

    static String places(int count) {
        return String.join(",", Collections.nCopies(count, "?"));
    }

    /**
     * Writes {@code calls} in one transaction.
     *
     * @param connection without auto-commit
     * @param maybeThere whether to ask which of them are there, and to leave those out; otherwise
     *     one that is there makes all fail
     * @return the ids of those that were there; nothing of them was touched
     */
    Set<String> write(Connection connection, Collection<WaitingCall> calls, boolean maybeThere)
            throws SQLException {
        Set<String> there = maybeThere ? there(connection, calls) : Set.of();
        List<WaitingCall> missing =
                calls.stream().filter(call -> !there.contains(call.callId())).toList();
        calls(connection, missing);
        turns(connection, missing);
        bargeIns(connection, missing);
        attempts(connection, missing);
        connection.commit();
        return there;
    }

    private Set<String> there(Connection connection, Collection<WaitingCall> calls)
            throws SQLException {
        String sql =
                "SELECT call_id FROM call_record WHERE call_id IN (" + places(calls.size()) + ")";
        Set<String> there = new HashSet<>();
        try (PreparedStatement select = prepare(connection, sql)) {
            Binding binding = new Binding(select);
            for (WaitingCall call : calls) {
                binding.text(call.callId());
            }
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    there.add(rows.getString(1));
                }
            }
        }
        return there;
    }

    private void calls(Connection connection, List<WaitingCall> calls) throws SQLException {
        try (PreparedStatement insert = prepare(connection, CALL)) {
            Binding row = new Binding(insert);
            for (WaitingCall waiting : calls) {
                bind(waiting, row);
                row.row();
            }
            insert.executeBatch();
        }
    }

    private static void bind(WaitingCall waiting, Binding row) throws SQLException {
        CallRecord call = waiting.call();
        row.text(waiting.callId())
                .number(call.definitions())
                .text(StoredText.optionalName(call.providerCallId()))
                .time(call.startedAt())
                .number(call.durationMs())
                .text(StoredText.name(call.gateway()))
                .text(call.direction().label())
                .text(StoredText.name(call.agent()))
                .text(call.leg().label())
                .text(StoredText.name(call.arm().trunk()))
                .text(call.arm().kind().label())
                .text(StoredText.name(call.arm().carriedBy()))
                .text(StoredText.optionalName(call.arm().experiment()))
                .text(StoredText.optionalName(call.arm().block()))
                .text(StoredText.optionalName(call.parties().callerHash()))
                .text(StoredText.optionalName(call.parties().calleeHash()))
                .text(StoredText.optionalName(call.parties().attestation()))
                .text(call.outcome().label())
                .truth(call.answered())
                .optional(known(call.sipStatus()))
                .number(call.failovers())
                .truth(call.prewarmed())
                .number(call.usage().audioSentMs())
                .number(call.usage().audioReceivedMs())
                .number(call.usage().inputTextTokens())
                .number(call.usage().inputAudioTokens())
                .number(call.usage().cachedTextTokens())
                .number(call.usage().cachedAudioTokens())
                .number(call.usage().outputTextTokens())
                .number(call.usage().outputAudioTokens())
                .number(call.quality().frames())
                .number(call.quality().lateFrames())
                .number(call.quality().gaps())
                .number(call.quality().gapFilledMs())
                .number(call.quality().droppedMs())
                .number(call.quality().lostPackets())
                .number(call.quality().concealedMs())
                .number(call.quality().farLostPackets())
                .text(waiting.latencies())
                .text(waiting.timeline())
                .text(StoredText.optional(call.transcript()));
    }

    private void turns(Connection connection, List<WaitingCall> calls) throws SQLException {
        try (PreparedStatement insert = prepare(connection, TURN)) {
            Binding row = new Binding(insert);
            for (WaitingCall call : calls) {
                for (TurnTimes turn : call.call().turns()) {
                    row.text(call.callId())
                            .number(turn.number())
                            .number(turn.atUs())
                            .text(turn.outcome().label())
                            .optional(turn.endpointingUs())
                            .optional(turn.modelUs())
                            .optional(turn.deliveryUs())
                            .optional(turn.playoutUs())
                            .optional(turn.leadSilenceUs())
                            .optional(turn.heardUs())
                            .optional(turn.responseUs())
                            .number(turn.toolCalls())
                            .number(turn.reconnects())
                            .row();
                }
            }
            insert.executeBatch();
        }
    }

    private void bargeIns(Connection connection, List<WaitingCall> calls) throws SQLException {
        try (PreparedStatement insert = prepare(connection, BARGE_IN)) {
            Binding row = new Binding(insert);
            for (WaitingCall call : calls) {
                for (BargeInTimes bargeIn : call.call().bargeIns()) {
                    row.text(call.callId())
                            .number(bargeIn.number())
                            .number(bargeIn.atUs())
                            .optional(bargeIn.reactionUs())
                            .optional(bargeIn.silenceUs())
                            .optional(bargeIn.leakedUs())
                            .row();
                }
            }
            insert.executeBatch();
        }
    }

    private void attempts(Connection connection, List<WaitingCall> calls) throws SQLException {
        try (PreparedStatement insert = prepare(connection, ATTEMPT)) {
            Binding row = new Binding(insert);
            for (WaitingCall call : calls) {
                for (AttemptRecord attempt : call.call().attempts()) {
                    row.text(call.callId())
                            .number(attempt.number())
                            .text(StoredText.name(attempt.trunk()))
                            .text(attempt.kind().label())
                            .text(StoredText.optionalName(attempt.providerCallId()))
                            .time(attempt.startedAt())
                            .text(attempt.outcome().label())
                            .optional(known(attempt.sipStatus()))
                            .optional(known(attempt.errorCode()))
                            .optional(attempt.postDialUs())
                            .optional(attempt.answerUs())
                            .text(StoredText.optionalName(attempt.answeredBy()))
                            .number(attempt.durationMs())
                            .row();
                }
            }
            insert.executeBatch();
        }
    }

    /** Null for 0, which stands for none. */
    private static @Nullable Long known(int code) {
        return code == 0 ? null : Long.valueOf(code);
    }

    private PreparedStatement prepare(Connection connection, String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setQueryTimeout(answerSeconds);
        return statement;
    }
}

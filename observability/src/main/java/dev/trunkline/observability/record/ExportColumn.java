package dev.trunkline.observability.record;

import dev.trunkline.observability.latency.BargeInTimes;
import dev.trunkline.observability.latency.TurnTimes;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One column of an export, named as in the database.
 *
 * @param value a {@link String}, {@link Long}, {@link Integer}, {@link Boolean}, or null for what
 *     is not known
 */
record ExportColumn<T>(String name, Function<T, @Nullable Object> value) {

    /** A turn, barge-in or attempt and the call that it was in. */
    record Of<P>(CallRecord call, P part) {}

    /** Which call, and what comparisons group by: first in every export. */
    private static final List<ExportColumn<CallRecord>> KEYS =
            List.of(
                    of("call_id", CallRecord::callId),
                    of("definitions", CallRecord::definitions),
                    of("started_at", call -> call.startedAt().toString()),
                    of("direction", call -> call.direction().label()),
                    of("agent", CallRecord::agent),
                    of("leg", call -> call.leg().label()),
                    of("trunk", call -> call.arm().trunk()),
                    of("trunk_kind", call -> call.arm().kind().label()),
                    of("carried_by", call -> call.arm().carriedBy()),
                    of("experiment", call -> text(call.arm().experiment())),
                    of("block", call -> text(call.arm().block())));

    static final List<ExportColumn<CallRecord>> CALLS =
            Stream.concat(
                            KEYS.stream(),
                            Stream.<ExportColumn<CallRecord>>of(
                                    of("provider_call_id", call -> text(call.providerCallId())),
                                    of("gateway", CallRecord::gateway),
                                    of("duration_ms", CallRecord::durationMs),
                                    of("caller_hash", call -> text(call.parties().callerHash())),
                                    of("callee_hash", call -> text(call.parties().calleeHash())),
                                    of("attestation", call -> text(call.parties().attestation())),
                                    of("outcome", call -> call.outcome().label()),
                                    of("answered", CallRecord::answered),
                                    of("sip_status", call -> known(call.sipStatus())),
                                    of("failovers", CallRecord::failovers),
                                    of("prewarmed", CallRecord::prewarmed),
                                    of("turns", call -> call.turns().size()),
                                    of("barge_ins", call -> call.bargeIns().size()),
                                    of("attempts", call -> call.attempts().size()),
                                    of("audio_sent_ms", call -> call.usage().audioSentMs()),
                                    of("audio_received_ms", call -> call.usage().audioReceivedMs()),
                                    of("input_text_tokens", call -> call.usage().inputTextTokens()),
                                    of(
                                            "input_audio_tokens",
                                            call -> call.usage().inputAudioTokens()),
                                    of(
                                            "cached_text_tokens",
                                            call -> call.usage().cachedTextTokens()),
                                    of(
                                            "cached_audio_tokens",
                                            call -> call.usage().cachedAudioTokens()),
                                    of(
                                            "output_text_tokens",
                                            call -> call.usage().outputTextTokens()),
                                    of(
                                            "output_audio_tokens",
                                            call -> call.usage().outputAudioTokens()),
                                    of("frames", call -> call.quality().frames()),
                                    of("late_frames", call -> call.quality().lateFrames()),
                                    of("gaps", call -> call.quality().gaps()),
                                    of("gap_filled_ms", call -> call.quality().gapFilledMs()),
                                    of("dropped_ms", call -> call.quality().droppedMs()),
                                    of("lost_packets", call -> call.quality().lostPackets()),
                                    of("concealed_ms", call -> call.quality().concealedMs()),
                                    of(
                                            "far_lost_packets",
                                            call -> call.quality().farLostPackets())))
                    .toList();

    static final List<ExportColumn<Of<TurnTimes>>> TURNS =
            Stream.concat(
                            ExportColumn.<TurnTimes>ofCall(),
                            Stream.<ExportColumn<Of<TurnTimes>>>of(
                                    of("number", row -> row.part().number()),
                                    of("at_us", row -> row.part().atUs()),
                                    of("outcome", row -> row.part().outcome().label()),
                                    of("endpointing_us", row -> row.part().endpointingUs()),
                                    of("model_us", row -> row.part().modelUs()),
                                    of("delivery_us", row -> row.part().deliveryUs()),
                                    of("playout_us", row -> row.part().playoutUs()),
                                    of("lead_silence_us", row -> row.part().leadSilenceUs()),
                                    of("heard_us", row -> row.part().heardUs()),
                                    of("response_us", row -> row.part().responseUs()),
                                    of("tool_calls", row -> row.part().toolCalls()),
                                    of("reconnects", row -> row.part().reconnects())))
                    .toList();

    static final List<ExportColumn<Of<BargeInTimes>>> BARGE_INS =
            Stream.concat(
                            ExportColumn.<BargeInTimes>ofCall(),
                            Stream.<ExportColumn<Of<BargeInTimes>>>of(
                                    of("number", row -> row.part().number()),
                                    of("at_us", row -> row.part().atUs()),
                                    of("reaction_us", row -> row.part().reactionUs()),
                                    of("silence_us", row -> row.part().silenceUs()),
                                    of("leaked_us", row -> row.part().leakedUs())))
                    .toList();

    /** The call's keys have the names of its columns, so the attempt's own trunk is called so. */
    static final List<ExportColumn<Of<AttemptRecord>>> ATTEMPTS =
            Stream.concat(
                            ExportColumn.<AttemptRecord>ofCall(),
                            Stream.<ExportColumn<Of<AttemptRecord>>>of(
                                    of("number", row -> row.part().number()),
                                    of("attempt_trunk", row -> row.part().trunk()),
                                    of("attempt_trunk_kind", row -> row.part().kind().label()),
                                    of(
                                            "provider_call_id",
                                            row -> text(row.part().providerCallId())),
                                    of(
                                            "attempt_started_at",
                                            row -> row.part().startedAt().toString()),
                                    of("outcome", row -> row.part().outcome().label()),
                                    of("sip_status", row -> known(row.part().sipStatus())),
                                    of("error_code", row -> known(row.part().errorCode())),
                                    of("post_dial_us", row -> row.part().postDialUs()),
                                    of("answer_us", row -> row.part().answerUs()),
                                    of("answered_by", row -> text(row.part().answeredBy())),
                                    of("duration_ms", row -> row.part().durationMs())))
                    .toList();

    private static <P> Stream<ExportColumn<Of<P>>> ofCall() {
        return KEYS.stream()
                .map(key -> of(key.name(), (Of<P> row) -> key.value().apply(row.call())));
    }

    private static <T> ExportColumn<T> of(String name, Function<T, @Nullable Object> value) {
        return new ExportColumn<>(name, value);
    }

    /** Null for 0, which stands for none. */
    private static @Nullable Object known(int code) {
        return code == 0 ? null : code;
    }

    private static @Nullable Object text(String text) {
        return text.isEmpty() ? null : text;
    }
}

package dev.trunkline.gateway.admin.page;

import dev.trunkline.observability.latency.BargeInTimes;
import dev.trunkline.observability.latency.Moment;
import dev.trunkline.observability.latency.TimelineEvent;
import dev.trunkline.observability.latency.TurnTimes;
import dev.trunkline.observability.record.CallRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One call as a picture: time runs to the right; a lane each for the caller, the model, and gateway
 * and phone; below them the turns with the parts of their ledger.
 *
 * <pre>
 *            0 s        2 s        4 s
 * Caller     ▂▂▂▂▂▂▂▂|                     voice
 * Model             |▒▒▒▒▒|               from speech_stopped to the first delta
 * Phone                     |▇▇▇▇▇▇▇▇▇    the agent is heard
 * Turns             ███▓▓▓▒▒               the ledger, part by part
 * </pre>
 */
final class Timeline {
    private static final double US_PER_S = 1e6;
    private static final double PX_PER_S = 40;
    private static final double LEAST_PX = 900;
    private static final double MOST_PX = 16_000;
    private static final double PAD_PX = 12;
    private static final double NARROWEST_PX = 1.5;
    private static final double TICK_PX = 90;
    private static final double[] STEPS_S = {0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600};

    private final CallRecord call;
    private final long beginUs;
    private final long endUs;
    private final double widthPx;

    /** A stretch of time in a lane. */
    record Span(double x, double y, double width, double height, String style, String says) {}

    /** A moment in a lane. */
    record Mark(double x, double y, String style, String says) {}

    /** A label in the picture. */
    record Label(double x, double y, String text) {}

    Timeline(CallRecord call) {
        this.call = call;
        long begin = 0;
        long end = Math.max(call.durationMs() * 1_000, (long) US_PER_S);
        for (TimelineEvent event : call.timeline()) {
            begin = Math.min(begin, event.atUs());
            end = Math.max(end, event.atUs());
        }
        for (TurnTimes turn : call.turns()) {
            Long heardUs = turn.heardUs();
            begin = Math.min(begin, turn.atUs());
            end = Math.max(end, turn.atUs() + (heardUs == null ? 0 : heardUs));
        }
        beginUs = begin;
        endUs = end;
        widthPx = Math.clamp(seconds(end - begin) * PX_PER_S, LEAST_PX, MOST_PX);
    }

    double width() {
        return widthPx + 2 * PAD_PX;
    }

    /** The picture in words. */
    String says() {
        return "Timeline of the call: "
                + Figures.count(call.turns().size(), "turn", "turns")
                + " and "
                + Figures.count(call.bargeIns().size(), "barge-in", "barge-ins")
                + " in "
                + Figures.duration(call.durationMs())
                + " minutes. The tables below have every figure of it.";
    }

    List<Label> ticks() {
        double secondsPerPx = seconds(endUs - beginUs) / widthPx;
        double stepS = STEPS_S[STEPS_S.length - 1];
        for (double step : STEPS_S) {
            if (step / secondsPerPx >= TICK_PX) {
                stepS = step;
                break;
            }
        }
        List<Label> ticks = new ArrayList<>();
        long first = (long) Math.ceil(seconds(beginUs) / stepS);
        long last = (long) Math.floor(seconds(endUs) / stepS);
        for (long tick = first; tick <= last; tick++) {
            double seconds = tick * stepS;
            ticks.add(
                    new Label(
                            x(Math.round(seconds * US_PER_S)),
                            Lane.AXIS_PX - 8,
                            Figures.decimal(seconds, stepS < 1 ? 1 : 0) + " s"));
        }
        return ticks;
    }

    /** Who was doing what, the ledgers and the interruptions. */
    List<Span> spans() {
        List<Span> spans = new ArrayList<>();
        for (BargeInTimes bargeIn : call.bargeIns()) {
            spans.add(interruption(bargeIn));
        }
        pair(spans, Lane.CALLER, Moment.VOICE_BEGAN, List.of(Moment.VOICE_ENDED), "voice");
        pair(
                spans,
                Lane.MODEL,
                Moment.SPEECH_STOPPED,
                List.of(Moment.FIRST_DELTA, Moment.SPEECH_STARTED),
                "thinking");
        pair(
                spans,
                Lane.PHONE,
                Moment.PLAY_BEGAN,
                List.of(Moment.ANSWER_HEARD, Moment.FAR_EDGE_SILENT, Moment.CALL_ENDED),
                "heard");
        for (TurnTimes turn : call.turns()) {
            ledger(spans, turn);
        }
        return spans;
    }

    List<Mark> marks() {
        List<Mark> marks = new ArrayList<>();
        for (TimelineEvent event : call.timeline()) {
            Lane lane = Lane.of(event.moment());
            marks.add(
                    new Mark(
                            x(event.atUs()),
                            lane.topPx() + lane.heightPx() / 2.0,
                            lane.style(),
                            Words.sentence(event.moment().description())
                                    + ": "
                                    + Figures.offset(event.atUs())));
        }
        return marks;
    }

    /** Numbers of the turns, and flags of the interruptions. */
    List<Label> labels() {
        List<Label> labels = new ArrayList<>();
        for (TurnTimes turn : call.turns()) {
            labels.add(new Label(x(turn.atUs()), Lane.TURNS.topPx() + 12, "Turn " + turn.number()));
        }
        for (BargeInTimes bargeIn : call.bargeIns()) {
            labels.add(new Label(x(bargeIn.atUs()) + 4, Lane.CALLER.topPx() + 12, "barge-in"));
        }
        return labels;
    }

    int height() {
        return Lane.HEIGHT_PX;
    }

    List<Lane> lanes() {
        return List.of(Lane.values());
    }

    private static double seconds(long us) {
        return us / US_PER_S;
    }

    private double x(long us) {
        return PAD_PX + seconds(us - beginUs) / seconds(endUs - beginUs) * widthPx;
    }

    private double extent(long fromUs, long toUs) {
        return Math.max(x(toUs) - x(fromUs), NARROWEST_PX);
    }

    private Span interruption(BargeInTimes bargeIn) {
        @Nullable Long silenceUs = bargeIn.silenceUs();
        long lengthUs = silenceUs == null ? 0 : Math.max(0, silenceUs);
        return new Span(
                x(bargeIn.atUs()),
                Lane.CALLER.topPx(),
                extent(bargeIn.atUs(), bargeIn.atUs() + lengthUs),
                Lane.TURNS.topPx() - Lane.CALLER.topPx(),
                "barge-in",
                "Barge-in "
                        + bargeIn.number()
                        + " at "
                        + Figures.offset(bargeIn.atUs())
                        + ": the far edge was silent after "
                        + Figures.ms(silenceUs));
    }

    private void pair(List<Span> spans, Lane lane, Moment begins, List<Moment> ends, String style) {
        @Nullable TimelineEvent open = null;
        for (TimelineEvent event : call.timeline()) {
            if (open == null && event.moment() == begins) {
                open = event;
            } else if (open != null && ends.contains(event.moment())) {
                spans.add(
                        new Span(
                                x(open.atUs()),
                                lane.topPx() + lane.heightPx() / 2.0 - 9,
                                extent(open.atUs(), event.atUs()),
                                18,
                                style,
                                lane.says()
                                        + ": "
                                        + Figures.offset(open.atUs())
                                        + " to "
                                        + Figures.offset(event.atUs())));
                open = null;
            }
        }
    }

    /** Draws as much of the ledger as is known without a gap; a part below zero only steps back. */
    private void ledger(List<Span> spans, TurnTimes turn) {
        long atUs = turn.atUs();
        for (LedgerPart part : LedgerPart.ALL) {
            @Nullable Long us = turn.us(part.metric());
            if (us == null) {
                return;
            }
            if (us > 0) {
                spans.add(
                        new Span(
                                x(atUs),
                                Lane.TURNS.topPx() + 18,
                                extent(atUs, atUs + us),
                                18,
                                part.style(),
                                "Turn "
                                        + turn.number()
                                        + ", "
                                        + part.name().toLowerCase(Locale.ENGLISH)
                                        + ": "
                                        + Figures.ms(us)));
            }
            atUs += us;
        }
    }
}

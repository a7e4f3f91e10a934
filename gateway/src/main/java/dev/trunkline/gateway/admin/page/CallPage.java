package dev.trunkline.gateway.admin.page;

import dev.trunkline.observability.latency.BargeInTimes;
import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.latency.TimelineEvent;
import dev.trunkline.observability.latency.TurnTimes;
import dev.trunkline.observability.metrics.LegKind;
import dev.trunkline.observability.record.CallRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * One call: who, how it went, its timeline as a picture, its turns and its latencies.
 *
 * @param live whether it goes on
 */
public record CallPage(CallRecord call, boolean live) {
    /** The whole page. */
    public String render() {
        return PageTemplate.CALL.render(this);
    }

    String title() {
        return "Call " + call.callId();
    }

    boolean onCalls() {
        return true;
    }

    String id() {
        return call.callId();
    }

    String time() {
        return Figures.time(call.startedAt());
    }

    String machineTime() {
        return Figures.machineTime(call.startedAt());
    }

    String state() {
        return live ? "In progress" : Words.outcome(call.outcome());
    }

    boolean failed() {
        return !live && call.outcome().failed();
    }

    String duration() {
        return Figures.duration(call.durationMs());
    }

    /** How it went, in one line. */
    String summary() {
        String turns = Figures.count(call.turns().size(), "turn", "turns");
        String heard = new CallsPage.Row(call).heard();
        return (heard.equals(Figures.UNKNOWN)
                        ? turns
                        : turns + ", answers heard after " + heard + " ms (median)")
                + ", "
                + Figures.count(call.bargeIns().size(), "barge-in", "barge-ins");
    }

    /** One line of the call's identity. */
    record Fact(String term, String text) {}

    List<Fact> facts() {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Direction", Words.direction(call.direction())));
        facts.add(new Fact("Agent", call.agent()));
        facts.add(new Fact("Trunk", call.arm().trunk() + ", " + Words.kind(call.arm().kind())));
        if (!call.arm().carriedBy().equals(call.arm().trunk())) {
            facts.add(
                    new Fact(
                            "Carried by",
                            call.arm().carriedBy()
                                    + ", after "
                                    + Figures.count(call.failovers(), "failover", "failovers")));
        }
        facts.add(
                new Fact(
                        "Assigned",
                        call.arm().experiment().isEmpty()
                                ? "not at random"
                                : "at random, experiment " + call.arm().experiment()));
        facts.add(new Fact("Media", Words.leg(call.leg())));
        facts.add(
                new Fact(
                        "Model session",
                        call.prewarmed()
                                ? "ready before the phone"
                                : "not ready before the phone"));
        if (!live) {
            facts.add(
                    new Fact(
                            "Answered", call.answered() ? "yes, media flowed" : "no media flowed"));
        }
        if (call.sipStatus() != 0) {
            facts.add(new Fact("SIP response", Integer.toString(call.sipStatus())));
        }
        if (!call.parties().attestation().isEmpty()) {
            facts.add(new Fact("Attestation", call.parties().attestation()));
        }
        if (!call.providerCallId().isEmpty()) {
            facts.add(new Fact("Provider's id", call.providerCallId()));
        }
        facts.add(new Fact("Gateway", call.gateway()));
        facts.add(
                new Fact(
                        "Caller's audio",
                        Figures.count(call.quality().frames(), "frame", "frames")
                                + ", "
                                + Figures.grouped(call.quality().lateFrames())
                                + " late, "
                                + Figures.count(call.quality().gaps(), "gap", "gaps")
                                + ", "
                                + Figures.grouped(call.quality().droppedMs())
                                + " ms dropped"));
        if (call.leg() == LegKind.RTP) {
            facts.add(
                    new Fact(
                            "Packets lost",
                            Figures.grouped(call.quality().lostPackets())
                                    + " from the caller, "
                                    + Figures.grouped(call.quality().concealedMs())
                                    + " ms made up for them; "
                                    + Figures.grouped(call.quality().farLostPackets())
                                    + " to the caller, as the PBX reported"));
        }
        return facts;
    }

    Timeline timeline() {
        return new Timeline(call);
    }

    List<LedgerPart> parts() {
        return LedgerPart.ALL;
    }

    List<Turn> turns() {
        double longestUs = call.turns().stream().mapToDouble(Turn::drawnUs).max().orElse(1);
        return call.turns().stream().map(turn -> new Turn(turn, longestUs)).toList();
    }

    boolean anyTurns() {
        return !call.turns().isEmpty();
    }

    List<BargeIn> bargeIns() {
        return call.bargeIns().stream().map(BargeIn::new).toList();
    }

    boolean anyBargeIns() {
        return !call.bargeIns().isEmpty();
    }

    List<HistogramDrawing> latencies() {
        return Stream.of(LatencyMetric.values())
                .filter(call.latencies()::containsKey)
                .map(metric ->
                        new HistogramDrawing(
                                metric, Objects.requireNonNull(call.latencies().get(metric))))
                .toList();
    }

    List<AttemptLine> attempts() {
        return call.attempts().stream().map(AttemptLine::new).toList();
    }

    boolean anyAttempts() {
        return !call.attempts().isEmpty();
    }

    boolean anyLatencies() {
        return !call.latencies().isEmpty();
    }

    List<Event> events() {
        return call.timeline().stream().map(Event::new).toList();
    }

    boolean anyEvents() {
        return !call.timeline().isEmpty();
    }

    /** One line of the list of turns. */
    record Turn(TurnTimes turn, double longestUs) {
        private static final double BAR_PX = 160;

        /** As far as the turn's bar reaches; never zero. */
        static double drawnUs(TurnTimes turn) {
            double farthestUs = 1;
            double atUs = 0;
            for (LedgerPart part : LedgerPart.ALL) {
                Long us = turn.us(part.metric());
                if (us == null) {
                    break;
                }
                atUs += us;
                farthestUs = Math.max(farthestUs, atUs);
            }
            return farthestUs;
        }

        int number() {
            return turn.number();
        }

        String at() {
            return Figures.offset(turn.atUs());
        }

        String outcome() {
            return Words.turnOutcome(turn.outcome());
        }

        List<String> figures() {
            return LedgerPart.ALL.stream()
                    .map(part -> Figures.bareMs(turn.us(part.metric())))
                    .toList();
        }

        String heard() {
            return Figures.bareMs(turn.heardUs());
        }

        String response() {
            return Figures.bareMs(turn.responseUs());
        }

        /** What happened before the answer, beyond waiting. */
        String besides() {
            List<String> besides = new ArrayList<>();
            if (turn.toolCalls() > 0) {
                besides.add(Figures.count(turn.toolCalls(), "tool call", "tool calls"));
            }
            if (turn.reconnects() > 0) {
                besides.add(Figures.count(turn.reconnects(), "reconnect", "reconnects"));
            }
            return String.join(", ", besides);
        }

        List<Timeline.Span> bar() {
            List<Timeline.Span> bar = new ArrayList<>();
            double fromUs = 0;
            for (LedgerPart part : LedgerPart.ALL) {
                Long us = turn.us(part.metric());
                if (us == null) {
                    break;
                }
                if (us > 0) {
                    bar.add(
                            new Timeline.Span(
                                    Math.max(0, fromUs) / longestUs * BAR_PX,
                                    0,
                                    us / longestUs * BAR_PX,
                                    12,
                                    part.style(),
                                    part.name() + ": " + Figures.ms(us)));
                }
                fromUs += us;
            }
            return bar;
        }
    }

    /** One line of the list of interruptions. */
    record BargeIn(BargeInTimes bargeIn) {
        int number() {
            return bargeIn.number();
        }

        String at() {
            return Figures.offset(bargeIn.atUs());
        }

        String reaction() {
            return Figures.bareMs(bargeIn.reactionUs());
        }

        String silence() {
            return Figures.bareMs(bargeIn.silenceUs());
        }

        String leaked() {
            return Figures.bareMs(bargeIn.leakedUs());
        }
    }

    /** One line of what happened when. */
    record Event(TimelineEvent event) {
        String at() {
            return Figures.offset(event.atUs());
        }

        String what() {
            return Words.sentence(event.moment().description());
        }

        String lane() {
            return Lane.of(event.moment()).title();
        }
    }
}

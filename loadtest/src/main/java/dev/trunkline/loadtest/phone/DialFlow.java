package dev.trunkline.loadtest.phone;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One {@code <Dial>} of phones or SIP addresses: all ring at once, the first that answers is
 * joined, the others are given up. One event loop.
 */
final class DialFlow implements Busy {
    private static final int INVALID_NUMBER = 13224;
    private static final String CALLABLE = "\\+[1-9]\\d{6,14}|sips?:[^@\\s]+@[^\\s@]+|client:\\S+";

    private final CallFlow flow;
    private final Twiml.Dial dial;
    private final Position at;
    private final List<Leg> legs = new ArrayList<>();
    private @Nullable Leg joined;
    private long joinedNanos;
    private boolean over;

    /** One that is dialled. */
    private final class Leg implements ChildCalls.Listener {
        final Twiml.DialNoun noun;
        ChildCalls.@Nullable Child child;
        boolean gone;

        Leg(Twiml.DialNoun noun) {
            this.noun = noun;
        }

        @Override
        public void answered() {
            flow.run(() -> DialFlow.this.answered(this));
        }

        @Override
        public void over(ChildCalls.Ended how) {
            flow.run(() -> DialFlow.this.over(this, how));
        }
    }

    DialFlow(CallFlow flow, Twiml.Dial dial, Position at) {
        this.flow = flow;
        this.dial = dial;
        this.at = at;
    }

    void begin() {
        flow.busy(this);
        for (Twiml.DialNoun noun : dial.nouns()) {
            flow.heard("Dial " + noun.content());
            if (noun.content().matches(CALLABLE)) {
                legs.add(new Leg(noun));
            } else {
                flow.violation(
                        INVALID_NUMBER, "<Dial>: expected a number in E.164 form, or an address");
            }
        }
        if (legs.isEmpty()) {
            done(null, new ChildCalls.Ended("failed", 404, 0));
        }
        for (Leg leg : List.copyOf(legs)) {
            leg.child = flow.dial(wanted(leg.noun), leg);
        }
    }

    private Map<String, List<String>> wanted(Twiml.DialNoun noun) {
        Attributes attributes = noun.attributes();
        Map<String, List<String>> fields = new LinkedHashMap<>();
        String from = flow.parameters().getOrDefault("From", "");
        put(fields, "To", noun.content());
        put(fields, "From", dial.attributes().text("callerId", from));
        put(fields, "Timeout", Integer.toString(dial.timeoutSeconds()));
        put(fields, "TimeLimit", dial.attributes().text("timeLimit"));
        put(fields, "Byoc", attributes.text("byoc"));
        put(fields, "SipAuthUsername", attributes.text("username"));
        put(fields, "SipAuthPassword", attributes.text("password"));
        put(fields, "StatusCallbackMethod", attributes.text("statusCallbackMethod"));
        String callback = attributes.text("statusCallback");
        put(
                fields,
                "StatusCallback",
                callback.isEmpty() ? "" : at.from().resolve(callback).toString());
        String events = attributes.text("statusCallbackEvent").strip();
        if (!events.isEmpty()) { // in one attribute here, unlike in the API
            fields.put("StatusCallbackEvent", List.of(events.split("\\s+")));
        }
        return fields;
    }

    private static void put(Map<String, List<String>> fields, String name, String value) {
        if (!value.isEmpty()) {
            fields.put(name, List.of(value));
        }
    }

    private void answered(Leg leg) {
        if (over || leg.gone) {
            return;
        }
        if (joined != null) {
            end(leg); // both answered at once: one is too late
            return;
        }
        joined = leg;
        joinedNanos = flow.now();
        flow.joined(leg.noun.content());
        legs.stream().filter(each -> each != leg).forEach(DialFlow::end);
    }

    private static void end(Leg leg) {
        if (!leg.gone && leg.child != null) {
            leg.child.end();
        }
    }

    private void over(Leg leg, ChildCalls.Ended how) {
        leg.gone = true;
        if (!over && (joined == leg || legs.stream().allMatch(each -> each.gone))) {
            done(leg, how);
        }
    }

    private void done(@Nullable Leg leg, ChildCalls.Ended how) {
        over = true;
        flow.free();
        flow.separated();
        SortedMap<String, String> form = new TreeMap<>(flow.parameters());
        form.put("DialCallStatus", how.status());
        if (leg != null && leg.child != null) {
            form.put("DialCallSid", leg.child.callSid());
        }
        if (joined != null) {
            form.put("DialCallDuration", Long.toString(how.talkedSeconds()));
        }
        if (leg != null && leg.noun.element().equals("Sip")) {
            form.put("DialSipResponseCode", Integer.toString(how.sipCode()));
        }
        flow.goOn(dial.attributes(), at, form);
    }

    @Override
    public void leave() {
        over = true;
        flow.separated();
        legs.forEach(DialFlow::end);
    }

    @Override
    public void hungUp() {
        legs.forEach(DialFlow::end);
        long seconds = joined == null ? 0 : Math.ceilDiv(flow.now() - joinedNanos, 1_000_000_000L);
        done(
                joined,
                joined == null
                        ? new ChildCalls.Ended("canceled", 487, 0)
                        : new ChildCalls.Ended("completed", 200, seconds));
    }
}

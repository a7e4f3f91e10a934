package dev.trunkline.loadtest.phone;

import java.util.SortedMap;
import java.util.TreeMap;

/** One {@code <Dial><Conference>}: the call is in a room. One event loop. */
final class ConferenceFlow implements Busy, Conferences.Participant {
    private final CallFlow flow;
    private final Conferences rooms;
    private final Attributes dial;
    private final Position at;
    private final Conferences.Entry entry;
    private boolean over;

    ConferenceFlow(CallFlow flow, Conferences rooms, Twiml.DialRoom room, Position at) {
        this.flow = flow;
        this.rooms = rooms;
        this.at = at;
        dial = room.attributes();
        entry = room.entry();
    }

    void begin() {
        flow.busy(this);
        flow.heard("Dial " + entry.room());
        if (!rooms.enter(entry, this)) {
            flow.violation(Violation.SIMULATOR, "<Conference>: the room is full");
            done("failed");
        }
    }

    @Override
    public void joined() {
        flow.run(() -> {
            if (!over) {
                flow.joined(entry.room());
            }
        });
    }

    @Override
    public void over() {
        flow.run(() -> {
            if (!over) {
                done("answered");
            }
        });
    }

    private void done(String status) {
        over = true;
        flow.free();
        flow.separated();
        SortedMap<String, String> form = new TreeMap<>(flow.parameters());
        form.put("DialCallStatus", status);
        flow.goOn(dial, at, form);
    }

    @Override
    public void leave() {
        over = true;
        flow.separated();
        rooms.leave(entry, this);
    }

    @Override
    public void hungUp() {
        rooms.leave(entry, this);
        if (!over) {
            done("answered");
        }
    }
}

package dev.trunkline.loadtest.phone;

import java.net.URI;
import java.util.SortedMap;
import java.util.TreeMap;

/** One {@code <Record>} (page "TwiML Voice: Record"): a message is left. One event loop. */
final class RecordFlow implements Busy {
    private final CallFlow flow;
    private final Twiml.RecordVerb verb;
    private final Position at;
    private final Handset.Message message;
    private long beganNanos;
    private boolean over;

    RecordFlow(CallFlow flow, Twiml.RecordVerb verb, Position at, Handset.Message message) {
        this.flow = flow;
        this.verb = verb;
        this.at = at;
        this.message = message;
    }

    void begin() {
        flow.busy(this);
        flow.heard("Record");
        beganNanos = flow.now();
        long longestMs = verb.longestSeconds() * 1_000L;
        flow.later(longestMs, () -> done(""));
        flow.later(Math.min(message.spokenMs(), longestMs), this::said);
    }

    private void said() {
        switch (message.then()) {
            case PRESS_KEY -> {
                if (verb.finishOnKey().isEmpty()) {
                    awaitSilence();
                } else {
                    done(verb.finishOnKey().substring(0, 1));
                }
            }
            case HANG_UP -> flow.hangUp();
            case STAY -> awaitSilence();
        }
    }

    private void awaitSilence() {
        flow.later(verb.silenceSeconds() * 1_000L, () -> done(""));
    }

    @Override
    public void pressed(String digits) {
        for (int i = 0; i < digits.length(); i++) {
            if (verb.finishOnKey().indexOf(digits.charAt(i)) >= 0) {
                done(digits.substring(i, i + 1));
                return;
            }
        }
    }

    /** With nothing in it a recording is none, and nobody is asked. */
    private void done(String ended) {
        if (over) {
            return;
        }
        over = true;
        flow.free();
        long elapsedMs = Math.max(1, (flow.now() - beganNanos) / 1_000_000);
        long recordedMs = Math.min(message.spokenMs(), elapsedMs); // silence is cut off
        if (recordedMs == 0) {
            flow.obey(at.next());
            return;
        }
        SortedMap<String, String> recording = new TreeMap<>(flow.parameters());
        String sid = Sids.random("RE");
        recording.put("RecordingSid", sid);
        recording.put("RecordingUrl", "https://api.twilio.example/Recordings/" + sid);
        recording.put("RecordingDuration", Long.toString(Math.ceilDiv(recordedMs, 1_000L)));
        SortedMap<String, String> form = new TreeMap<>(recording);
        if (!ended.isEmpty()) {
            form.put("Digits", ended);
        }
        flow.documents().fetch(at.asked(verb.attributes()), form).onComplete(_ -> tell(recording));
    }

    /** That the file is there, which it is only now. */
    private void tell(SortedMap<String, String> recording) {
        String url = verb.attributes().text("recordingStatusCallback");
        String events = verb.attributes().text("recordingStatusCallbackEvent", "completed");
        if (url.isEmpty() || !events.contains("completed")) {
            return;
        }
        recording.put("RecordingStatus", "completed");
        recording.put("RecordingChannels", "1");
        recording.put("RecordingSource", "RecordVerb");
        String method = verb.attributes().text("recordingStatusCallbackMethod");
        URI target = at.from().resolve(url);
        flow.documents()
                .tell(WebhookUrl.of(target, method), recording, "recording status callback");
    }

    @Override
    public void leave() {
        over = true;
    }

    @Override
    public void hungUp() {
        done("hangup");
    }
}

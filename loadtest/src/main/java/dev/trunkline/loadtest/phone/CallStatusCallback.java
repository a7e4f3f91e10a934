package dev.trunkline.loadtest.phone;

import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The call's own status callback (Call resource, "StatusCallback parameters"). Of inbound calls
 * only the event {@code completed} can be relied on, which covers every way to end; so it is all
 * that is sent.
 */
final class CallStatusCallback {
    private static final InstantSource WALL_CLOCK = InstantSource.system();

    private CallStatusCallback() {}

    /**
     * Form parameters of the last callback.
     *
     * @param call what every request of the call says
     * @param talkedNanos how long the call lasted, 0 if it was never answered
     */
    static SortedMap<String, String> over(
            SortedMap<String, String> call, String status, int sipCode, long talkedNanos) {
        SortedMap<String, String> form = new TreeMap<>(call);
        long seconds = Math.ceilDiv(talkedNanos, 1_000_000_000L);
        form.put("CallStatus", status);
        form.put("SipResponseCode", Integer.toString(sipCode));
        form.put("CallDuration", Long.toString(seconds));
        form.put("Duration", Long.toString(Math.ceilDiv(seconds, 60L))); // billing minutes
        form.put("CallbackSource", "call-progress-events");
        form.put("SequenceNumber", "0");
        form.put(
                "Timestamp",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        WALL_CLOCK.instant().atOffset(ZoneOffset.UTC)));
        return form;
    }
}

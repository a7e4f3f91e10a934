package dev.trunkline.loadtest.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The Call resource in JSON. */
final class CallJson {
    private CallJson() {}

    /** Of a call that the API placed. */
    static ObjectNode of(OutboundCall call, String accountSid) {
        PlacedCall now = call.snapshot();
        PlacedCall.Times times = now.times();
        // The resource has no state of its own for a call that is dialled and does not ring yet.
        CallStatus status = now.status() == CallStatus.INITIATED ? CallStatus.QUEUED : now.status();
        ObjectNode resource = resource(now.sid(), accountSid, status.wire());
        resource.put("direction", call.direction())
                .put("parent_call_sid", now.parentCallSid())
                .put("to", now.to())
                .put("to_formatted", now.to())
                .put("from", now.from())
                .put("from_formatted", now.from())
                .put("answered_by", now.answeredBy())
                .put("date_created", Dates.print(call.created()))
                .put("date_updated", Dates.print(Instant.now()));
        Instant dialled = call.at(times.initiatedNanos()); // empty until then, as documented
        if (dialled != null) {
            resource.put("start_time", Dates.print(dialled));
        }
        Instant over = call.at(times.overNanos());
        if (over != null) {
            resource.put("end_time", Dates.print(over))
                    .put("duration", Long.toString(call.talkedSeconds()));
        }
        long queuedNanos =
                times.initiatedNanos() < 0 ? 0 : times.initiatedNanos() - times.createdNanos();
        return resource.put(
                "queue_time", Long.toString(TimeUnit.NANOSECONDS.toMillis(queuedNanos)));
    }

    /** Of a call in progress that came in. */
    static ObjectNode inbound(String sid, String accountSid) {
        return resource(sid, accountSid, CallStatus.IN_PROGRESS.wire()).put("direction", "inbound");
    }

    /** With everything that there is, the unknown as null. */
    private static ObjectNode resource(String sid, String accountSid, String status) {
        String path = "/2010-04-01/Accounts/" + accountSid + "/Calls/" + sid;
        ObjectNode resource = JsonNodeFactory.instance.objectNode();
        resource.put("sid", sid).put("account_sid", accountSid).put("api_version", "2010-04-01");
        for (String unknown :
                new String[] {
                    "annotation", "answered_by", "caller_name", "date_created", "date_updated",
                    "direction", "duration", "end_time", "forwarded_from", "from",
                    "from_formatted", "group_sid", "parent_call_sid", "phone_number_sid", "price",
                    "start_time", "to", "to_formatted", "trunk_sid"
                }) {
            resource.putNull(unknown);
        }
        resource.put("price_unit", "USD")
                .put("queue_time", "0")
                .put("status", status)
                .put("uri", path + ".json");
        ObjectNode below = resource.putObject("subresource_uris");
        for (String each : new String[] {"events", "notifications", "recordings", "streams"}) {
            below.put(
                    each,
                    path
                            + "/"
                            + Character.toUpperCase(each.charAt(0))
                            + each.substring(1)
                            + ".json");
        }
        return resource;
    }
}

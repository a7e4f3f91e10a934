package dev.trunkline.loadtest.gateway;

import dev.trunkline.observability.record.CallRecord;
import dev.trunkline.observability.record.CallRecords;
import dev.trunkline.observability.record.RecordFilter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The records of a test's calls, by the phone network's name for them. Nothing else is asked. */
final class KeptCalls implements CallRecords {
    private final Map<String, CallRecord> calls = new ConcurrentHashMap<>();

    /** Waits for the record of a call that is over. */
    CallRecord of(String callSid) {
        Bench.await("the record of " + callSid, () -> calls.containsKey(callSid));
        return Optional.ofNullable(calls.get(callSid)).orElseThrow();
    }

    @Override
    public void add(CallRecord call) {
        calls.put(call.providerCallId(), call);
    }

    @Override
    public List<CallRecord> newest(RecordFilter filter, int offset, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long count(RecordFilter filter) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<CallRecord> byId(String callId) {
        return calls.values().stream().filter(call -> call.callId().equals(callId)).findFirst();
    }

    @Override
    public void forEach(RecordFilter filter, Consumer<CallRecord> sink) {
        throw new UnsupportedOperationException();
    }
}

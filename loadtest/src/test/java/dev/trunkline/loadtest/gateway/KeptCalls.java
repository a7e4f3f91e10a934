package dev.trunkline.loadtest.gateway;

import dev.trunkline.observability.record.CallRecord;
import dev.trunkline.observability.record.CallRecords;
import dev.trunkline.observability.record.RecordFilter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The records of a test's calls, by the phone network's name for them, or the gateway's. */
final class KeptCalls implements CallRecords {
    private final Map<String, CallRecord> calls = new ConcurrentHashMap<>();
    private final List<CallRecord> all = new CopyOnWriteArrayList<>();

    /** Waits for the record of a call that is over. */
    CallRecord of(String callSid) {
        Bench.await("the record of " + callSid, () -> calls.containsKey(callSid));
        return Optional.ofNullable(calls.get(callSid)).orElseThrow();
    }

    @Override
    public void add(CallRecord call) {
        calls.put(call.providerCallId(), call);
        all.add(call);
    }

    /** Every record, in the order of keeping. */
    List<CallRecord> all() {
        return all;
    }

    /** The only record of a call, once it is there. */
    CallRecord only(String callId) {
        Bench.await("the record of " + callId, () -> byId(callId).isPresent());
        List<CallRecord> found = all.stream().filter(call -> call.callId().equals(callId)).toList();
        if (found.size() != 1) {
            throw new AssertionError("records of " + callId + ": " + found.size());
        }
        return found.getFirst();
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
        return all.stream().filter(call -> call.callId().equals(callId)).findFirst();
    }

    @Override
    public void forEach(RecordFilter filter, Consumer<CallRecord> sink) {
        throw new UnsupportedOperationException();
    }
}

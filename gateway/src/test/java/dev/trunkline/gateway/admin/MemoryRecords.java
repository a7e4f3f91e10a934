package dev.trunkline.gateway.admin;

import dev.trunkline.observability.record.CallRecord;
import dev.trunkline.observability.record.CallRecords;
import dev.trunkline.observability.record.RecordFilter;
import dev.trunkline.observability.record.RecordsUnavailableException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Records in memory, for tests; {@link #away} makes it a store that does not answer. */
class MemoryRecords implements CallRecords {
    private final List<CallRecord> calls;
    volatile boolean away;

    MemoryRecords(List<CallRecord> calls) {
        this.calls = new CopyOnWriteArrayList<>(calls);
    }

    @Override
    public void add(CallRecord call) {
        calls.add(call);
    }

    @Override
    public List<CallRecord> newest(RecordFilter filter, int offset, int limit) {
        return matching(filter)
                .sorted(Comparator.comparing(CallRecord::startedAt).reversed())
                .skip(offset)
                .limit(limit)
                .toList();
    }

    @Override
    public long count(RecordFilter filter) {
        return matching(filter).count();
    }

    @Override
    public Optional<CallRecord> byId(String callId) {
        return matching(RecordFilter.ALL).filter(call -> call.callId().equals(callId)).findAny();
    }

    @Override
    public void forEach(RecordFilter filter, Consumer<CallRecord> sink) {
        matching(filter).sorted(Comparator.comparing(CallRecord::startedAt)).forEach(sink);
    }

    private Stream<CallRecord> matching(RecordFilter filter) {
        if (away) {
            throw new RecordsUnavailableException(
                    "the test's store is away", new IllegalStateException());
        }
        return calls.stream()
                .filter(call -> !call.startedAt().isBefore(filter.from()))
                .filter(call -> call.startedAt().isBefore(filter.to()))
                .filter(call -> filter.agent() == null || filter.agent().equals(call.agent()))
                .filter(call ->
                        filter.direction() == null || filter.direction() == call.direction())
                .filter(call ->
                        filter.trunk() == null || filter.trunk().equals(call.arm().trunk()));
    }
}

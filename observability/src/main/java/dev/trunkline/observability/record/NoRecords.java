package dev.trunkline.observability.record;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps nothing and has nothing.
 *
 * @param remedy how records are turned on, as a sentence for people
 */
public record NoRecords(String remedy) implements CallRecords {
    @Override
    public void add(CallRecord call) {}

    @Override
    public List<CallRecord> newest(RecordFilter filter, int offset, int limit) {
        return List.of();
    }

    @Override
    public long count(RecordFilter filter) {
        return 0;
    }

    @Override
    public Optional<CallRecord> byId(String callId) {
        return Optional.empty();
    }

    @Override
    public void forEach(RecordFilter filter, Consumer<CallRecord> sink) {}
}

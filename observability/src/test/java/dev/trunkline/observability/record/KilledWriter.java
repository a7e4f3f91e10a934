package dev.trunkline.observability.record;

import java.nio.file.Path;

/** Another process that writes calls without end, and says once how many are written. */
final class KilledWriter {
    private static final int ENOUGH = 400;

    private KilledWriter() {}

    public static void main(String[] args) {
        StoreMeters meters = new StoreMeters();
        RecordStore store =
                RecordStore.start(
                        RecordSettings.of(new RecordDatabase.Embedded(Path.of(args[0]))),
                        meters.records());
        SampleCalls samples = new SampleCalls(5);
        boolean told = false;
        while (true) {
            store.add(samples.next());
            if (store.waiting() > 500) {
                Eventually.eventually("room", () -> store.waiting() < 100);
            }
            int written = meters.written();
            if (!told && written > ENOUGH) {
                told = true;
                System.out.println(written);
            }
        }
    }
}

package dev.trunkline.observability.record;

import static dev.trunkline.observability.record.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.observability.metrics.RecordLoss;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The file that is kept without any server. */
class EmbeddedRecordStoreTest extends RecordStoreContract {
    private Path data = Path.of("replaced");

    @Override
    RecordDatabase newDatabase() {
        data = directory.resolve("data");
        return new RecordDatabase.Embedded(data);
    }

    private Path file() {
        return ((RecordDatabase.Embedded) database).file();
    }

    /** Adds calls while the file cannot be used, undoes that, and sees all of them kept. */
    private void keepsCallsThrough(String reason, String advice, Undo undo) throws Exception {
        RecordStore store = start(0, 1_000);
        List<CallRecord> calls = samples.next(300);
        calls.forEach(store::add);
        clock.awaitFailedAttempts(3);
        assertThat(store.waiting()).isEqualTo(300);
        assertThat(meters.writeFailures()).isGreaterThanOrEqualTo(3);
        assertThat(log.of("records.unavailable"))
                .first()
                .asString()
                .contains("embedded database " + data)
                .contains(reason)
                .contains(advice);
        assertThatThrownBy(() -> store.count(RecordFilter.ALL))
                .isInstanceOf(RecordsUnavailableException.class)
                .hasMessageContaining("embedded database " + data);
        undo.undo();
        eventually("all written", () -> store.waiting() == 0);
        assertThat(store.count(RecordFilter.ALL)).isEqualTo(300);
        assertThat(meters.written()).isEqualTo(300);
        for (RecordLoss loss : RecordLoss.values()) {
            assertThat(meters.dropped(loss)).as(loss.label()).isZero();
        }
    }

    private interface Undo {
        void undo() throws Exception;
    }

    @Test
    void directoryThatCannotBeMade_isToldOfAndTriedAgain() throws Exception {
        Files.writeString(data, "a file where the directory should be");
        keepsCallsThrough(data.toString(), "name another directory", () -> Files.delete(data));
    }

    @Test
    void fileThatIsDamaged_isToldOfAndMadeAgainOnceItIsMovedAway() throws Exception {
        Files.createDirectories(data);
        Files.write(file(), "not a database, again and again ".repeat(5_000).getBytes(UTF_8));
        keepsCallsThrough(
                "90030", "move it away", () -> Files.move(file(), data.resolve("damaged")));
    }

    @Test
    void fileThatAnotherProcessHasOpen_isToldOfAndWaitedFor() throws Exception {
        startWith(List.of()).close();
        Process other =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                FileHolder.class.getName(),
                                database.jdbcUrl())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try {
            assertThat(other.getInputStream().read()).isEqualTo('o');
            keepsCallsThrough(
                    "90020",
                    "another process",
                    () -> {
                        other.getOutputStream().close();
                        assertThat(other.waitFor()).isZero();
                    });
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void diskThatIsFull_isToldOfAndTriedUntilThereIsRoom() throws Exception {
        Files.createDirectories(data);
        try (SmallDisk disk = SmallDisk.at(data)) {
            RecordStore store = startWith(samples.next(10));
            disk.fill();
            List<CallRecord> calls = new ArrayList<>(samples.next(2_000));
            calls.forEach(store::add);
            clock.awaitFailedAttempts(5);
            assertThat(store.waiting()).isPositive();
            assertThat(log.of("records.unavailable"))
                    .anyMatch(line -> line.contains("make room on the disk"));
            disk.free();
            eventually("all written", () -> store.waiting() == 0);
            assertThat(store.count(RecordFilter.ALL)).isEqualTo(2_010);
            assertThat(all(store, RecordFilter.ALL))
                    .containsAll(calls.stream().map(RecordStoreContract::brief).toList());
            assertThat(meters.dropped(RecordLoss.REFUSED)).isZero();
            store.close();
        }
    }

    @Test
    void processThatIsKilled_losesNothingThatWasCountedAsWritten() throws Exception {
        Process other =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                KilledWriter.class.getName(),
                                data.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        int written;
        try {
            written = other.inputReader().readLine().transform(Integer::parseInt);
        } finally {
            other.destroyForcibly();
            assertThat(other.waitFor()).isNotZero();
        }
        assertThat(written).isPositive();
        RecordStore store = startWith(List.of());
        eventually("it opens", () -> isAvailable(store));
        assertThat(store.count(RecordFilter.ALL)).isGreaterThanOrEqualTo(written);
    }

    @Test
    void nothingButTheOneFileIsLeft() throws IOException {
        RecordStore store = startWith(samples.next(20));
        store.close();
        try (Stream<Path> files = Files.list(data)) {
            assertThat(files).containsExactly(file());
        }
    }
}

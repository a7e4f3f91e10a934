package dev.trunkline.loadtest.process;

import java.util.concurrent.TimeUnit;

/** The end of a process that was started here. */
public final class ChildProcess {
    private ChildProcess() {}

    /** Asks it to stop, and makes it if it has not within so many seconds. */
    public static void end(Process process, int seconds) {
        process.destroy();
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stopping) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

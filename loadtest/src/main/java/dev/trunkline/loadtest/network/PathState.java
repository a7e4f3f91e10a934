package dev.trunkline.loadtest.network;

/** How a {@link TcpRelay} treats the connections that it affects. */
public sealed interface PathState {
    /** Everything passes at once. */
    PathState CLEAR = new Slow(0, 0, 0);

    /**
     * Everything arrives, in its order as TCP keeps it, but later.
     *
     * @param delayMs of every chunk, each way
     * @param jitterMs uniform from 0 to this on top; later chunks wait for earlier ones
     * @param bytesPerSecond each way; 0 for as many as come
     */
    record Slow(long delayMs, long jitterMs, long bytesPerSecond) implements PathState {
        public Slow {
            if (delayMs < 0 || jitterMs < 0 || bytesPerSecond < 0) {
                throw new IllegalArgumentException(
                        "delayMs="
                                + delayMs
                                + " jitterMs="
                                + jitterMs
                                + " bytesPerSecond="
                                + bytesPerSecond
                                + ": expected 0 or more each");
            }
        }
    }

    /** Nothing passes or is read; all of it does once the state is another. */
    record Still() implements PathState {}

    /**
     * Half-open: what comes is taken and lost, an end included, and nobody is told. A connection
     * that has lost something stays so in every later state, for its bytes would make no sense any
     * more; new ones are treated as the state says.
     */
    record Lost() implements PathState {}
}

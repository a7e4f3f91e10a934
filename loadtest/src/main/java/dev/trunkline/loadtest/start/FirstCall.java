package dev.trunkline.loadtest.start;

/**
 * One start and its first call. Milliseconds.
 *
 * @param ready from the process's start until it says that it is ready
 * @param setUp from the webhook's sending until the media socket was open and {@code start} sent
 * @param firstAudio from there until the agent's first frame was at the phone
 * @param upP99 added latency from phone to model, of the call's frames
 * @param downP99 added latency from model to phone
 * @param lost frames of either direction that did not arrive
 */
record FirstCall(
        double ready,
        double setUp,
        double firstAudio,
        double upP50,
        double upP99,
        double upMost,
        double downP50,
        double downP99,
        double downMost,
        long lost) {}

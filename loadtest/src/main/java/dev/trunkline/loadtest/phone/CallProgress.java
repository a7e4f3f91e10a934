package dev.trunkline.loadtest.phone;

/**
 * Where a call's stream is now; a snapshot for tests that wait for something.
 *
 * @param bytesReceived agent audio received
 * @param bytesPlayed agent audio played by now
 * @param marksEchoed marks returned, played or cleared
 * @param agentAudible whether the agent is being heard at this moment
 * @param stepsTaken steps of the script that have begun
 */
public record CallProgress(
        String streamSid,
        long framesSent,
        long mediaReceived,
        long bytesReceived,
        long bytesPlayed,
        long marksReceived,
        long marksEchoed,
        long clears,
        boolean agentAudible,
        int stepsTaken) {}

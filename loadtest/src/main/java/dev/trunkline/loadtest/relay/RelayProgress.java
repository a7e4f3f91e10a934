package dev.trunkline.loadtest.relay;

/**
 * Where a session is now; a snapshot for tests that wait for something.
 *
 * @param received messages of the gateway's
 * @param heard all words that the agent has spoken in this session, separated by one space
 * @param words how many they are
 * @param agentActive whether the agent is speaking, or has something left to speak
 * @param cycleOpen whether a talk cycle waits for more text
 * @param prompts final prompts delivered
 * @param stepsTaken steps of the script that have begun, in all sessions of the call
 * @param over whether the session is over
 */
public record RelayProgress(
        String sessionId,
        int received,
        String heard,
        int words,
        boolean agentActive,
        boolean cycleOpen,
        int prompts,
        int interruptions,
        int stepsTaken,
        boolean over) {}

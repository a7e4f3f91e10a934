package dev.trunkline.gateway.trunk;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A workflow of Twilio's TaskRouter, which finds the one who takes the call: people who work with
 * Flex (page "Queueing Twilio calls with TaskRouter"); written {@code flex:WW…}.
 *
 * @param sid {@code WW} and 32 hexadecimal digits
 */
public record TaskWorkflow(String sid) implements Destination {
    private static final String PREFIX = "flex:";
    private static final Pattern SID = Pattern.compile("WW[0-9a-fA-F]{32}");

    /**
     * @throws IllegalArgumentException if this is no workflow's SID
     */
    public TaskWorkflow {
        if (!SID.matcher(sid).matches()) {
            throw new IllegalArgumentException(
                    "workflow: expected WW and 32 hexadecimal digits; copy it from TaskRouter's"
                            + " workflows");
        }
    }

    static Optional<TaskWorkflow> parse(String text) {
        String sid = text.startsWith(PREFIX) ? text.substring(PREFIX.length()).strip() : "";
        return SID.matcher(sid).matches() ? Optional.of(new TaskWorkflow(sid)) : Optional.empty();
    }

    @Override
    public String toString() {
        return PREFIX + sid;
    }
}

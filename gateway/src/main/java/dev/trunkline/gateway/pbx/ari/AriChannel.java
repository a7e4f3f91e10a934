package dev.trunkline.gateway.pbx.ari;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A channel, as Asterisk shows it. Prints its id only: everything else may be a number.
 *
 * @param id Asterisk's name for it, or ours
 * @param callerNumber as Asterisk has it, may be empty
 * @param extension that the dialplan was in
 * @param application that {@code Stasis()} named, while the channel is in one; else null
 * @param arguments what {@code Stasis()} gave along
 * @param variables {@code channelvars}: what the channel's driver says of itself
 */
record AriChannel(
        String id,
        String callerNumber,
        String extension,
        @Nullable String application,
        List<String> arguments,
        Map<String, String> variables) {
    AriChannel {
        arguments = List.copyOf(arguments);
        variables = Map.copyOf(variables);
    }

    @Override
    public String toString() {
        return "AriChannel[" + id + "]";
    }
}

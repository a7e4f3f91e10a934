package dev.trunkline.gateway.pbx.ari;

import java.util.List;

/** One JSON message on the event socket (ARI, "Events"). */
sealed interface AriEvent {
    /**
     * A channel came into the application: a caller, or our media channel.
     *
     * @param arguments of {@code Stasis()}
     */
    record StasisStart(AriChannel channel, List<String> arguments) implements AriEvent {
        public StasisStart {
            arguments = List.copyOf(arguments);
        }

        /** The dialplan may have put numbers among the arguments. */
        @Override
        public String toString() {
            return "StasisStart[" + channel.id() + "]";
        }
    }

    /** A channel left the application: hung up, or on its way in the dialplan. */
    record StasisEnd(String channelId) implements AriEvent {}

    /**
     * A key was let go.
     *
     * @param digit 0-9, *, #, A-D
     */
    record KeyPressed(String channelId, char digit) implements AriEvent {
        /** Keys may be an account number. */
        @Override
        public String toString() {
            return "KeyPressed[" + channelId + "]";
        }
    }

    /** Somebody wants the channel to end, the one at its far end most likely. */
    record HangupRequested(String channelId) implements AriEvent {}

    record ChannelDestroyed(String channelId) implements AriEvent {}

    /** Another socket has the application's events from now on. */
    record ApplicationReplaced() implements AriEvent {}

    /** An event that calls need not know of, or that this version does not know: dropped. */
    record Unused() implements AriEvent {}
}

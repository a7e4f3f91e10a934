package dev.trunkline.loadtest.pbx;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A channel: what ARI shows of it, and where it is. One event loop. */
abstract class Channel {
    private final String id;
    private final String name;
    private final String protocolId;
    private final Party caller;
    private final Map<String, String> variables = new LinkedHashMap<>();
    private final String creationTime = AriEvents.now();
    private State state;
    private Position position;
    private Party connected = Party.NOBODY;
    private @Nullable String subscriber;
    private boolean inStasis;
    private @Nullable Bridge bridge;

    /** How far a channel is, as ARI has it. */
    enum State {
        DOWN("Down"),
        RING("Ring"),
        UP("Up");

        private final String ariName;

        State(String ariName) {
            this.ariName = ariName;
        }

        String ariName() {
            return ariName;
        }
    }

    /** One of the two who talk. Prints without them. */
    record Party(String name, String number) {
        static final Party NOBODY = new Party("", "");

        @Override
        public String toString() {
            return "Party";
        }
    }

    /** Where in the dialplan a channel is. */
    record Position(
            String context, String extension, int priority, String application, String data) {
        Position in(String otherApplication, String otherData) {
            return new Position(context, extension, priority, otherApplication, otherData);
        }
    }

    /** What a channel is from its beginning. */
    record Birth(
            String id,
            String name,
            String protocolId,
            Party caller,
            State state,
            Position position) {}

    Channel(Birth birth) {
        id = birth.id;
        name = birth.name;
        protocolId = birth.protocolId;
        caller = birth.caller;
        state = birth.state;
        position = birth.position;
    }

    /** The driver's part of a hang-up: the peer is told, sockets are closed. Once. */
    abstract void released(HangUpCause cause);

    /** A key that the other one in the bridge, or ARI, plays to this channel's peer. */
    abstract void playDigit(char digit);

    String id() {
        return id;
    }

    String name() {
        return name;
    }

    String protocolId() {
        return protocolId;
    }

    Party caller() {
        return caller;
    }

    String creationTime() {
        return creationTime;
    }

    Map<String, String> variables() {
        return variables;
    }

    State state() {
        return state;
    }

    void state(State now) {
        state = now;
    }

    Position position() {
        return position;
    }

    void position(Position now) {
        position = now;
    }

    Party connected() {
        return connected;
    }

    void connected(Party other) {
        connected = other;
    }

    /** The application that hears of this channel; null for none. */
    @Nullable String subscriber() {
        return subscriber;
    }

    void subscriber(@Nullable String application) {
        subscriber = application;
    }

    /** Whether an application controls it. */
    boolean inStasis() {
        return inStasis;
    }

    void inStasis(boolean now) {
        inStasis = now;
    }

    @Nullable Bridge bridge() {
        return bridge;
    }

    void bridge(@Nullable Bridge now) {
        bridge = now;
    }

    @Override
    public String toString() {
        return name;
    }
}

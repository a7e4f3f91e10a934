package dev.trunkline.loadtest.pbx;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A mixing bridge of ARI. Audio passes between its first caller and its first external channel:
 * more are shown, not mixed. One event loop.
 */
final class Bridge {
    private final String id;
    private final String name;
    private final String creationTime = AriEvents.now();
    private final List<Channel> members = new ArrayList<>();
    private @Nullable String subscriber;

    Bridge(String id, String name) {
        this.id = id;
        this.name = name;
    }

    String id() {
        return id;
    }

    String name() {
        return name;
    }

    String creationTime() {
        return creationTime;
    }

    /** In the order of entering; live. */
    List<Channel> members() {
        return members;
    }

    /** The application that hears of this bridge: whose channel entered it first. */
    @Nullable String subscriber() {
        return subscriber;
    }

    void subscriber(@Nullable String application) {
        subscriber = application;
    }

    @Nullable CallerChannel callerSide() {
        for (Channel member : members) {
            if (member instanceof CallerChannel caller) {
                return caller;
            }
        }
        return null;
    }

    @Nullable ExternalChannel externalSide() {
        for (Channel member : members) {
            if (member instanceof ExternalChannel external) {
                return external;
            }
        }
        return null;
    }
}

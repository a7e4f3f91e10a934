package dev.trunkline.gateway.pbx.ari;

import java.time.Duration;

/** Where the control of a call from an Asterisk is; each state in time gives way to a later one. */
enum CallState {
    /** Our end of the audio is made ready. */
    OPENING_MEDIA(5),
    ANSWERING(10),
    BRIDGING(10),
    /** Asterisk makes its end of the audio. */
    CREATING_MEDIA(10),
    /** The two ends find each other, and Asterisk's comes into the application. */
    JOINING(15),
    /** Caller and media channel go into the bridge. */
    ADDING(10),
    /** The call has its leg. */
    TALKING(0),
    /** The call has closed its leg; the caller is told where to go. */
    LEAVING(20),
    /** The caller is gone; what was made is removed. */
    CLEARING(0),
    OVER(0);

    private final Duration limit;

    CallState(int limitSeconds) {
        limit = Duration.ofSeconds(limitSeconds);
    }

    /** How long it may last; zero: as long as it takes. */
    Duration limit() {
        return limit;
    }

    /** Whether there is no call yet, only one that is expected. */
    boolean isSettingUp() {
        return compareTo(TALKING) < 0;
    }
}

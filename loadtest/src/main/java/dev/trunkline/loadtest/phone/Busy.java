package dev.trunkline.loadtest.phone;

/** What a call waits in that is no socket: keys, a message, somebody who was dialled. */
interface Busy {
    /** The call obeys something else from now on. */
    void leave();

    /** The one on the phone hung up: leaves, asks what is asked then, and ends the call. */
    void hungUp();

    /** The one on the phone pressed these. */
    default void pressed(String digits) {}
}

package dev.trunkline.gateway.pbx.socket;

import dev.trunkline.codecs.audio.AudioFormat;

/**
 * The agent's voice on its way to Asterisk, which is timed by Asterisk or by us. Confined to the
 * socket's event loop.
 */
interface AgentAudio {
    /** Who speaks. */
    interface Listener {
        /** A mark came back. */
        void onMark(int generation, int sequence);

        /** There is room again after there was none. */
        void onRoom();
    }

    /** What frames are in. */
    AudioFormat format();

    /** Whether marks come back from Asterisk. */
    boolean echoesMarks();

    /** Whether another frame is taken. */
    boolean hasRoom();

    /** Audio behind all that was given before; borrowed. Nothing leaves before {@link #flush}. */
    void frame(byte[] audio);

    /** A mark behind all that was given before. */
    void mark(int generation, int sequence);

    /** Drops what the caller has not heard, as far as it can be; gives all marks back, later. */
    void clear();

    void flush();

    /** Asterisk wants no more (XOFF), or takes it again. */
    void hold(boolean on);

    /** A mark that Asterisk reports. */
    void onMarkProcessed(int generation, int sequence);

    /** Asterisk has answered the oldest question for its status. */
    void onStatus();

    /** Gives everything back. */
    void close();
}

package dev.trunkline.loadtest.pbx;

/**
 * A caller's packet as the core hands it on.
 *
 * @param sequence counts what the phone sent, from 0: a packet that was lost on the way is missing
 * @param samplesAt8k when it was said, from 0, in samples at 8 kHz: silence that was not sent
 *     counts
 * @param payload owned
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record VoiceFrame(long sequence, long samplesAt8k, byte[] payload) {}

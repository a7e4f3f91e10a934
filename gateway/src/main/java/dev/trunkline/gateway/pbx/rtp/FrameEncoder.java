package dev.trunkline.gateway.pbx.rtp;

import dev.trunkline.codecs.opus.OpusEncoder;

/**
 * Makes one payload of the agent's audio that is due. Encoding happens when a packet leaves and not
 * when its audio comes: what was cleared was never encoded, and the encoder's state is that of what
 * was sent. Confined to the leg's event loop.
 */
sealed interface FrameEncoder extends AutoCloseable {
    /** Nothing can be sent in this packet's time. */
    int NOTHING = 0;

    /**
     * Encodes a packet's time of audio.
     *
     * @param audio borrowed: whole frames in the leg's format
     * @param payload written from index 0
     * @return its bytes, or {@link #NOTHING}
     */
    int encode(byte[] audio, int byteCount, byte[] payload);

    /** What the far end loses, in percent. */
    void expectLoss(int percent);

    @Override
    void close();

    /** G.711: the call's bytes are the payload. */
    record Passing() implements FrameEncoder {
        @Override
        public int encode(byte[] audio, int byteCount, byte[] payload) {
            System.arraycopy(audio, 0, payload, 0, byteCount);
            return byteCount;
        }

        @Override
        public void expectLoss(int percent) {
            // no codec that could do anything about it
        }

        @Override
        public void close() {}
    }

    /** Owns its encoder. */
    final class Opus implements FrameEncoder {
        private final OpusEncoder encoder;
        private final short[] pcm;

        Opus(OpusEncoder encoder) {
            this.encoder = encoder;
            pcm = new short[encoder.frameSamples()];
        }

        @Override
        public int encode(byte[] audio, int byteCount, byte[] payload) {
            for (int i = 0; i < pcm.length; i++) {
                pcm[i] = (short) ((audio[2 * i] & 0xFF) | audio[2 * i + 1] << 8);
            }
            return Math.max(NOTHING, encoder.encode(pcm, 0, payload, 0));
        }

        @Override
        public void expectLoss(int percent) {
            encoder.expectLoss(percent);
        }

        @Override
        public void close() {
            encoder.close();
        }
    }
}

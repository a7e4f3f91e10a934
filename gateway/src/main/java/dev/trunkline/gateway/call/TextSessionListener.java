package dev.trunkline.gateway.call;

import io.netty.buffer.ByteBuf;

/** What a session of words never tells: all that has to do with audio. */
abstract class TextSessionListener implements ModelSessionListener {
    @Override
    public final void onSpeechStarted(long audioStartMs) {}

    @Override
    public final void onSpeechStopped(long audioEndMs) {}

    @Override
    public final void onCommitted(String itemId) {}

    @Override
    public final void onAudio(
            AudioItem item, ByteBuf message, int payloadStart, int payloadEnd, long arrivalNanos) {}

    @Override
    public final void onAudioDone(AudioItem item) {}

    @Override
    public final void onCallerTranscript(String itemId, String words) {}

    @Override
    public final void onTranscript(String itemId, String transcript) {}

    @Override
    public final void onModelWritable() {}
}

package dev.trunkline.loadtest.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trunkline.codecs.audio.AudioFormat;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A message that is spoken: the transcript runs ahead of the audio, and the audio ahead of real
 * time. Confined to the event loop.
 */
final class SpokenItem extends MessageItem {
    private static final int RETRY_MS = 10;

    private final RealtimeProtocol protocol;
    private final ModelResponse response;
    private final String[] words;
    private final byte[] audio;
    private final AudioFormat format;
    private final byte[] deltaMiddle;
    private final StringBuilder said = new StringBuilder();
    private @Nullable Runnable whenDone;
    private int sentBytes;
    private int sentWords;
    private long beganNanos;

    SpokenItem(RealtimeProtocol protocol, ModelResponse response, int number, int index) {
        super(protocol, response, index, "audio", "transcript");
        this.protocol = protocol;
        this.response = response;
        format = response.request().format();
        words = ModelVoice.transcript(number).split("(?= )", -1);
        audio = audio(number);
        deltaMiddle = protocol.events().deltaMiddle(response.id(), item().id(), index);
    }

    private byte[] audio(int number) {
        Answers answers = protocol.behavior().answers();
        byte[] speech =
                protocol.behavior().timing().tone()
                        ? ModelVoice.tone(format)
                        : ModelVoice.audio(number, format);
        int silence = format.bytes(answers.leadingSilenceMs());
        byte[] all = new byte[silence + speech.length];
        Arrays.fill(all, 0, silence, format.silence());
        System.arraycopy(speech, 0, all, silence, speech.length);
        int limit = answers.maxItemMs() > 0 ? format.bytes(answers.maxItemMs()) : all.length;
        if (response.halved()) {
            limit = Math.min(limit, all.length / 4 * 2);
        }
        return all.length <= limit ? all : Arrays.copyOf(all, limit);
    }

    @Override
    void begin(Runnable done) {
        whenDone = done;
        announce();
        beganNanos = protocol.nanoTime();
        speak();
    }

    /** Sends what is due and comes back when the next delta is. */
    private void speak() {
        double pace = protocol.behavior().answers().paceFactor();
        while (sentBytes < audio.length) {
            int stallAfter = protocol.behavior().faults().stallAfterDeltas();
            if (stallAfter >= 0 && response.deltas() >= stallAfter) {
                return;
            }
            if (!protocol.writable()) {
                response.later(RETRY_MS, this::speak);
                return;
            }
            if (pace > 0) {
                long aheadMs = dueMs(pace) - (protocol.nanoTime() - beganNanos) / 1_000_000;
                if (aheadMs > 0) {
                    response.later(aheadMs, this::speak);
                    return;
                }
            }
            // Twice as fast as the audio, and the first words before the first sound.
            sayWords(2 * words.length * sentBytes / audio.length + 2);
            delta();
            if (protocol.closing()) {
                return;
            }
        }
        sayWords(words.length);
        end(response.halved() ? "incomplete" : "completed");
        if (whenDone != null) {
            whenDone.run();
        }
    }

    private long dueMs(double pace) {
        return (long) (format.durationMs(sentBytes) / pace);
    }

    @Override
    void lateDelta() {
        if (sentBytes < audio.length) {
            delta();
        }
    }

    private void delta() {
        int byteCount = unevenBytes();
        protocol.events().audioDelta(deltaMiddle, audio, sentBytes, byteCount);
        if (response.deltas() == 0) {
            protocol.events().stamp(ConnectionRecord.FIRST_DELTA);
        }
        sentBytes += byteCount;
        item().audioSent(byteCount, format.bytesPerMs());
        protocol.responses().firstAudio();
        response.deltaSent((int) format.durationMs(byteCount));
    }

    /** Not a multiple of 3 nor of a 20 ms frame, but whole samples, as far as audio is left. */
    private int unevenBytes() {
        Answers answers = protocol.behavior().answers();
        int least = format.bytes(answers.minDeltaMs());
        int most = format.bytes(answers.maxDeltaMs());
        int sample = format.bytesPerSample();
        int wanted = protocol.random().nextInt(least, most + 1) / sample * sample;
        while (wanted % 3 == 0 || wanted % format.bytes(20) == 0) {
            wanted += sample;
        }
        return Math.min(wanted, audio.length - sentBytes);
    }

    private void sayWords(int upTo) {
        for (; sentWords < Math.min(upTo, words.length); sentWords++) {
            ObjectNode event = contentEvent("response.output_audio_transcript.delta");
            event.put("delta", words[sentWords]);
            event.put("obfuscation", "x".repeat(protocol.random().nextInt(1, 12)));
            said.append(words[sentWords]);
            protocol.events().send(event);
        }
    }

    @Override
    void end(String status) {
        String text = said.toString();
        ServerEvents events = protocol.events();
        events.send(contentEvent("response.output_audio.done"));
        events.send(contentEvent("response.output_audio_transcript.done").put("transcript", text));
        finish(text, "output_audio", status);
    }
}

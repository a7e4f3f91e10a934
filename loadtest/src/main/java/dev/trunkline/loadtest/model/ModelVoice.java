package dev.trunkline.loadtest.model;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.g711.G711;
import dev.trunkline.loadtest.audio.Speech;
import dev.trunkline.loadtest.audio.Tone;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** What the simulated model says: the fixture's utterances in any output format, made once. */
final class ModelVoice {
    /** What the synthetic speaker was told to say, in the order of the utterances. */
    private static final List<String> TRANSCRIPTS =
            List.of(
                    "Hello, a table for two, please.",
                    "Tomorrow, at half past seven.",
                    "My number is five five five, zero one two three.",
                    "Yes, that is correct. Goodbye.");

    private record Key(int utterance, AudioFormat format) {}

    private static final int TONE = -1;
    private static final int TONE_MS = 1_000;

    private static final ConcurrentHashMap<Key, byte[]> AUDIO = new ConcurrentHashMap<>();

    private ModelVoice() {}

    static int utterances() {
        return Math.min(TRANSCRIPTS.size(), Speech.utterances());
    }

    /** Utterance {@code number} from 0, modulo their count. */
    static String transcript(int number) {
        return TRANSCRIPTS.get(Math.floorMod(number, utterances()));
    }

    /** Shared: not to be written to. */
    static byte[] audio(int number, AudioFormat format) {
        return AUDIO.computeIfAbsent(
                new Key(Math.floorMod(number, utterances()), format), ModelVoice::make);
    }

    /** A second of 1 kHz at -12 dBFS, from its first sample to its last. Shared. */
    static byte[] tone(AudioFormat format) {
        return AUDIO.computeIfAbsent(new Key(TONE, format), ModelVoice::make);
    }

    private static byte[] make(Key key) {
        byte[] ulaw =
                key.utterance == TONE ? Tone.muLaw(TONE_MS) : Speech.utterance(key.utterance + 1);
        return switch (key.format) {
            case PCMU -> ulaw;
            case PCMA -> {
                byte[] alaw = new byte[ulaw.length];
                for (int i = 0; i < ulaw.length; i++) {
                    alaw[i] = G711.ulawToAlaw(ulaw[i]);
                }
                yield alaw;
            }
            case PCM_24K -> tripled(ulaw);
            default -> throw new IllegalArgumentException("no such output format: " + key.format);
        };
    }

    /** 8 to 24 kHz by straight lines: good enough to be recognised as speech. */
    private static byte[] tripled(byte[] ulaw) {
        byte[] pcm = new byte[ulaw.length * 6];
        for (int i = 0; i < ulaw.length; i++) {
            int here = G711.ulawToLinear(ulaw[i]);
            int next = i + 1 < ulaw.length ? G711.ulawToLinear(ulaw[i + 1]) : 0;
            for (int step = 0; step < 3; step++) {
                int sample = here + (next - here) * step / 3;
                pcm[i * 6 + step * 2] = (byte) sample;
                pcm[i * 6 + step * 2 + 1] = (byte) (sample >> 8);
            }
        }
        return pcm;
    }
}

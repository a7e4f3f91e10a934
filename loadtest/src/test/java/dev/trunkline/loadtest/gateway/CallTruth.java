package dev.trunkline.loadtest.gateway;

import dev.trunkline.loadtest.audio.MuLaw;
import dev.trunkline.loadtest.model.ConnectionRecord;
import dev.trunkline.loadtest.model.ConnectionRecord.Stamp;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.PhoneCallReport.StreamReport;
import dev.trunkline.loadtest.phone.PhoneCallReport.Utterance;
import dev.trunkline.loadtest.phone.WireTimes;
import dev.trunkline.loadtest.phone.WireTimes.ClearReceived;
import dev.trunkline.loadtest.phone.WireTimes.FrameSent;
import dev.trunkline.loadtest.phone.WireTimes.MarkReturned;
import dev.trunkline.loadtest.phone.WireTimes.MediaReceived;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one call took by its neighbours' word: the simulated phone's and the simulated model's. Uses
 * nothing of the gateway, nor its voice detector.
 */
final class CallTruth {
    private static final String STOPPED = "input_audio_buffer.speech_stopped";
    private static final String UPDATED = "session.updated";
    private static final String DONE = "response.done";
    private static final long SAMPLE_NANOS = 125_000;

    /** Mean square of -55 dBFS; a frame above it is voiced, where silence is digital. */
    private static final double VOICED = 32_768.0 * 32_768 * Math.pow(10, -5.5);

    /** Mean square of -50 dBFS over 5 ms; what is above it is heard. */
    private static final double AUDIBLE = 32_768.0 * 32_768 * 1e-5;

    private static final int AUDIBLE_SAMPLES = 40;
    private static final int JITTER_FRAMES = 250;

    private final PhoneCallReport phone;
    private final StreamReport stream;
    private final WireTimes wire;
    private final byte[] said;
    private final byte[] heard;
    private final ConnectionRecord model;
    private final List<Stamp> stamps;

    CallTruth(PhoneCallReport phone, ConnectionRecord model) {
        this.phone = phone;
        this.model = model;
        stream = phone.stream().orElseThrow();
        wire = stream.wire();
        said = stream.sent().muLaw();
        heard = stream.heard().muLaw();
        stamps = model.stamps();
    }

    /** One for each utterance of the caller, answered or not. */
    List<TurnTruth> turns() {
        List<TurnTruth> turns = new ArrayList<>();
        List<Utterance> utterances = stream.utterances();
        for (int i = 0; i < utterances.size(); i++) {
            FrameSent last = lastVoiced(utterances.get(i));
            long untilNanos =
                    i + 1 < utterances.size()
                            ? firstVoiced(utterances.get(i + 1)).leftNanos()
                            : Long.MAX_VALUE;
            turns.add(turn(last, untilNanos));
        }
        return turns;
    }

    private TurnTruth turn(FrameSent last, long untilNanos) {
        long saidNanos = last.saidNanos();
        Long stopped = stamp(STOPPED, last.leftNanos(), untilNanos);
        Long delta =
                stopped == null ? null : stamp(ConnectionRecord.FIRST_DELTA, stopped, untilNanos);
        long playedBefore = 0;
        MediaReceived first = null;
        for (MediaReceived media : wire.media()) {
            if (stopped != null && media.cameNanos() > stopped) {
                first = media.cameNanos() < untilNanos ? media : null;
                break;
            }
            playedBefore += media.bytes();
        }
        if (first == null || delta == null) {
            return new TurnTruth(
                    saidNanos, last.leftNanos(), stopped, delta, null, null, null, null);
        }
        Long lead = silenceSamples(first);
        return new TurnTruth(
                saidNanos,
                last.leftNanos(),
                stopped,
                delta,
                first.cameNanos(),
                began(playedBefore),
                lead == null ? null : Long.valueOf(lead * SAMPLE_NANOS),
                lead == null ? null : Long.valueOf(playNanos(first.playsFromSample() + lead)));
    }

    private @Nullable Long began(long playedBefore) {
        for (MarkReturned mark : wire.marks()) {
            if (mark.atByte() > playedBefore) {
                return mark.cleared() || mark.leftNanos() < 0
                        ? null
                        : Long.valueOf(
                                mark.leftNanos() - (mark.atByte() - playedBefore) * SAMPLE_NANOS);
            }
        }
        return null;
    }

    /** Samples before the first audible ones of the answer; null if a clear came before them. */
    private @Nullable Long silenceSamples(MediaReceived first) {
        long fromSample = first.playsFromSample();
        long endSample = heard.length;
        for (ClearReceived clear : wire.clears()) {
            if (clear.cameNanos() > first.cameNanos()) {
                endSample = Math.min(endSample, sampleAt(clear.silentNanos()));
            }
        }
        for (int at = (int) fromSample; at + AUDIBLE_SAMPLES <= endSample; at += AUDIBLE_SAMPLES) {
            if (meanSquare(heard, at, AUDIBLE_SAMPLES) > AUDIBLE) {
                return at - fromSample;
            }
        }
        return null;
    }

    private long playNanos(long sample) {
        return stream.startedNanos() + sample * SAMPLE_NANOS;
    }

    private long sampleAt(long nanos) {
        return (nanos - stream.startedNanos()) / SAMPLE_NANOS;
    }

    private @Nullable Long stamp(String what, long fromNanos, long untilNanos) {
        return stamps.stream()
                .filter(stamp ->
                        stamp.what().equals(what)
                                && stamp.nanos() >= fromNanos
                                && stamp.nanos() < untilNanos)
                .map(Stamp::nanos)
                .findFirst()
                .orElse(null);
    }

    private FrameSent firstVoiced(Utterance utterance) {
        return voiced(utterance).getFirst();
    }

    private FrameSent lastVoiced(Utterance utterance) {
        return voiced(utterance).getLast();
    }

    /** The frames of an utterance that can be heard. */
    private List<FrameSent> voiced(Utterance utterance) {
        List<FrameSent> voiced = new ArrayList<>();
        List<FrameSent> frames = wire.frames();
        for (int i = 0; i < frames.size(); i++) {
            if (frames.get(i).saidNanos() >= utterance.firstFrameNanos()
                    && frames.get(i).saidNanos() <= utterance.lastFrameNanos()
                    && meanSquare(said, i * MuLaw.FRAME_BYTES, MuLaw.FRAME_BYTES) > VOICED) {
                voiced.add(frames.get(i));
            }
        }
        return voiced;
    }

    private static double meanSquare(byte[] muLaw, int from, int samples) {
        long squares = 0;
        for (int i = from; i < from + samples; i++) {
            long sample = MuLaw.linear(muLaw[i]);
            squares += sample * sample;
        }
        return (double) squares / samples;
    }

    /** From the first voiced frame of each interruption to the clear, in milliseconds. */
    List<Double> bargeInReactionsMs() {
        return bargeIns((interruption, clear) -> clear.cameNanos() - interruption.leftNanos());
    }

    /** To the echo of the mark before the clear, as it left the phone. */
    List<Double> bargeInSilencesMs() {
        return bargeIns((interruption, clear) -> {
            long echoNanos = -1;
            for (MarkReturned mark : wire.marks()) {
                echoNanos = mark.cameNanos() <= clear.cameNanos() ? mark.leftNanos() : echoNanos;
            }
            return echoNanos - interruption.leftNanos();
        });
    }

    /** Agent audio that the phone played meanwhile. */
    List<Double> bargeInLeaksMs() {
        return bargeIns((interruption, clear) -> {
            long from = sampleAt(interruption.saidNanos());
            long to = sampleAt(clear.silentNanos());
            long played = 0;
            for (MediaReceived media : wire.media()) {
                if (media.cameNanos() < clear.cameNanos()) {
                    long end = media.playsFromSample() + media.bytes();
                    played +=
                            Math.max(
                                    0, Math.min(to, end) - Math.max(from, media.playsFromSample()));
                }
            }
            return played * SAMPLE_NANOS;
        });
    }

    private interface Between {
        long nanos(FrameSent interruption, ClearReceived clear);
    }

    private List<Double> bargeIns(Between between) {
        List<Double> all = new ArrayList<>();
        for (ClearReceived clear : wire.clears()) {
            FrameSent interruption = null;
            for (Utterance utterance : stream.utterances()) {
                FrameSent first = firstVoiced(utterance);
                interruption = first.leftNanos() < clear.cameNanos() ? first : interruption;
            }
            if (interruption != null) {
                all.add(between.nanos(interruption, clear) / 1e6);
            }
        }
        return all;
    }

    /** Voiced frames on their way through the gateway: both sockets seen from outside. */
    List<Double> uplinkMs() {
        List<Double> all = new ArrayList<>();
        List<Long> appends = model.appendNanos();
        for (int i = 0; i < Math.min(appends.size(), wire.frames().size()); i++) {
            all.add((appends.get(i) - wire.frames().get(i).leftNanos()) / 1e6);
        }
        return all;
    }

    /** Marks that came while nothing was queued: how long until their echo was back. */
    List<Double> idleMarksMs() {
        List<Double> all = new ArrayList<>();
        long before = 0;
        for (MarkReturned mark : wire.marks()) {
            if (mark.atByte() == before && !mark.cleared() && mark.leftNanos() >= 0) {
                all.add((mark.leftNanos() - mark.cameNanos()) / 1e6);
            }
            before = mark.atByte();
        }
        return all;
    }

    List<Double> pingsMs() {
        List<Double> all = new ArrayList<>();
        long pingNanos = -1;
        for (Stamp stamp : stamps) {
            if (stamp.what().equals(ConnectionRecord.PING)) {
                pingNanos = stamp.nanos();
            } else if (stamp.what().equals(ConnectionRecord.PONG)) {
                all.add((stamp.nanos() - pingNanos) / 1e6);
            }
        }
        return all;
    }

    /** From the response that called the tool to what its service said. */
    List<Double> toolCallsMs(List<Long> answeredNanos) {
        return answeredNanos.stream()
                .map(answered ->
                        (answered
                                        - stamps.stream()
                                                .filter(stamp ->
                                                        stamp.what().equals(DONE)
                                                                && stamp.nanos() < answered)
                                                .mapToLong(Stamp::nanos)
                                                .max()
                                                .orElseThrow())
                                / 1e6)
                .toList();
    }

    /**
     * RFC 3550 section 6.4.1 over the frames as they left for the gateway: what it had come to
     * after every 5 s of audio, and at the end.
     */
    List<Double> jittersMs() {
        List<Double> all = new ArrayList<>();
        double jitter = 0;
        List<FrameSent> frames = wire.frames();
        for (int i = 1; i < frames.size() && frames.get(i).leftNanos() >= 0; i++) {
            FrameSent frame = frames.get(i);
            FrameSent before = frames.get(i - 1);
            double apart = (frame.leftNanos() - before.leftNanos()) / 1e6;
            double deviation = Math.abs(apart - (frame.mediaMs() - before.mediaMs()));
            jitter += (deviation - jitter) / 16;
            if ((i + 1) % JITTER_FRAMES == 0) {
                all.add(jitter);
            }
        }
        all.add(jitter);
        return all;
    }

    double callSetupMs() {
        return (wire.startLeftNanos() - phone.webhookNanos()) / 1e6;
    }

    double sessionReadyMs() {
        return (first(UPDATED) - first(ConnectionRecord.CONNECTED)) / 1e6;
    }

    double firstAudioMs() {
        return (wire.media().getFirst().cameNanos() - wire.startLeftNanos()) / 1e6;
    }

    private long first(String what) {
        Long at = stamp(what, Long.MIN_VALUE, Long.MAX_VALUE);
        if (at == null) {
            throw new AssertionError("the model never saw " + what + ": " + stamps);
        }
        return at;
    }
}

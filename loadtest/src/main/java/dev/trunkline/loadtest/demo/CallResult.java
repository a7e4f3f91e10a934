package dev.trunkline.loadtest.demo;

import dev.trunkline.loadtest.audio.MuLaw;
import dev.trunkline.loadtest.audio.WavFile;
import dev.trunkline.loadtest.demo.Conversation.Ending;
import dev.trunkline.loadtest.demo.DemoPlan.PlannedCall;
import dev.trunkline.loadtest.model.ConnectionRecord;
import dev.trunkline.loadtest.phone.CarrierFailure.Stage;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.PhoneCallReport.ClosedBy;
import dev.trunkline.loadtest.phone.PhoneCallReport.Missing;
import dev.trunkline.loadtest.phone.PhoneCallReport.StreamReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of one call, from what the phone and the model recorded: neither asks the gateway.
 */
final class CallResult {
    /** Beside the way there and back: how late the gateway may close what the phone still feeds. */
    private static final long CLOSING_MS = 500;

    /**
     * Over the PBX: said before the answered call was in its bridge, waiting in the jitter buffer
     * at the end, or played a little faster on the way.
     */
    private static final long JOINING_FRAMES = 25;

    private static final byte[] SILENT_FRAME = silentFrame();

    final int number;
    final DemoTrunk trunk;
    final Conversation conversation;
    final Ending ending;

    /** How far the call came if it was to fail at the carrier; null if it was not. */
    final @Nullable Stage failedAt;

    final List<Double> responseMs = new ArrayList<>();
    final List<Double> bargeInSilenceMs = new ArrayList<>();
    final List<Double> bargeInLeakedMs = new ArrayList<>();
    final long lostFrames;

    /** Why the call counts as gone wrong, in words; empty if it went as it should. */
    final List<String> faults = new ArrayList<>();

    private final @Nullable StreamReport stream;

    /**
     * @param model what the model saw of the call; null if no session was ever opened
     */
    CallResult(PlannedCall call, PhoneCallReport report, @Nullable ConnectionRecord model) {
        number = call.number();
        trunk = call.trunk();
        conversation = call.conversation();
        failedAt = call.network().failsAt();
        stream = report.stream().orElse(null);
        ending = ending(report);
        if (ending != (failedAt == null ? conversation.ending : Ending.CARRIER_FAILED)) {
            faults.add("ended as \"" + ending.words + "\": " + report.outcome());
        }
        report.violations()
                .forEach(violation ->
                        faults.add("Twilio " + violation.code() + ": " + violation.detail()));
        if (failedAt != null) {
            lostFrames = 0;
            return;
        }
        if (stream == null || model == null) {
            faults.add(stream == null ? "no media stream" : "no model session");
            lostFrames = 0;
            return;
        }
        stream.turns().forEach(turn -> responseMs.add(turn.responseMs()));
        stream.bargeIns()
                .forEach(bargeIn -> {
                    bargeInSilenceMs.add((bargeIn.silentNanos() - bargeIn.firstFrameNanos()) / 1e6);
                    bargeInLeakedMs.add(bargeIn.leakedMs());
                });
        expect("answers", conversation.turns, responseMs.size());
        expect("barge-ins", conversation.bargeIns, bargeInSilenceMs.size());
        model.violations().stream()
                // A cancel that lost the race against the response's end: no fault (DESIGN.md).
                .filter(violation -> !violation.code().equals("response_cancel_not_active"))
                .forEach(violation ->
                        faults.add("model: " + violation.code() + ": " + violation.message()));
        lostFrames =
                trunk == DemoTrunk.PBX
                        ? missingFrames(stream, model.audio())
                        : lostFrames(stream, model.audio());
        if (lostFrames > 0) {
            faults.add(lostFrames + " frames of the caller never reached the model");
        }
    }

    private void expect(String what, int expected, int found) {
        if (found != expected) {
            faults.add(found + " " + what + ", expected " + expected);
        }
    }

    /** How a call ended, by what the phone saw of it. */
    static Ending ending(PhoneCallReport report) {
        return switch (report.outcome()) {
            case CALLER_HUNG_UP -> Ending.CALLER_HUNG_UP;
            case GATEWAY_HUNG_UP -> {
                if (report.said().isEmpty()) {
                    yield Ending.AGENT_HUNG_UP;
                }
                String last = report.said().getLast().toLowerCase(Locale.ROOT);
                yield last.startsWith("dial ") ? Ending.TRANSFERRED : Ending.FAILED;
            }
            case CARRIER_FAILED -> Ending.CARRIER_FAILED;
            case ENQUEUED -> Ending.TRANSFERRED;
            case REJECTED, WEBHOOK_FAILED, STREAM_FAILED, RELAY_FAILED -> Ending.FAILED;
        };
    }

    /**
     * Frames that Twilio sent and the model did not get, or got changed or in another place. The
     * session is in the phone's own format, so the audio must arrive byte for byte, with silence
     * where the carrier had lost frames; silence beyond that, put in while a machine stood still,
     * is no loss. When the gateway ends the call, frames on their way at that moment are nobody's
     * loss.
     */
    private long lostFrames(StreamReport from, byte[] arrived) {
        byte[] sent = withSilence(from);
        long lost = 0;
        int at = 0;
        for (int frame = 0; at < sent.length && frame < arrived.length; ) {
            boolean same = sameFrame(sent, at, arrived, frame);
            if (same || !sameFrame(SILENT_FRAME, 0, arrived, frame)) {
                lost += same ? 0 : 1;
                at += MuLaw.FRAME_BYTES;
            }
            frame += MuLaw.FRAME_BYTES;
        }
        long missing = ((long) sent.length - at) / MuLaw.FRAME_BYTES;
        long underWay =
                from.closedBy() == ClosedBy.GATEWAY
                        ? (trunk.longestRoundTripMs() + CLOSING_MS)
                                * MuLaw.BYTES_PER_MS
                                / MuLaw.FRAME_BYTES
                        : 0;
        return from.framesDropped() + lost + Math.max(0, missing - underWay);
    }

    /**
     * Frames that are missing at the model of what the PBX was sent. What was decoded, concealed
     * and fitted to the clock cannot be compared byte for byte, only by its length.
     */
    private static long missingFrames(StreamReport from, byte[] arrived) {
        long sent = from.framesSent() + from.framesLost();
        return Math.max(0, sent - arrived.length / MuLaw.FRAME_BYTES - JOINING_FRAMES);
    }

    /** Whether a frame is another, or the beginning of it where the audio ends. */
    private static boolean sameFrame(byte[] one, int at, byte[] other, int otherAt) {
        int length = Math.min(MuLaw.FRAME_BYTES, Math.min(one.length - at, other.length - otherAt));
        return Arrays.equals(one, at, at + length, other, otherAt, otherAt + length);
    }

    /** What the caller said, on its own clock: frames that never reached Twilio are silence. */
    private static byte[] withSilence(StreamReport from) {
        byte[] sent = from.sent().muLaw();
        ByteArrayOutputStream whole = new ByteArrayOutputStream(sent.length);
        int at = 0;
        for (Missing missing : from.missing()) {
            int until = (int) missing.afterFrames() * MuLaw.FRAME_BYTES;
            whole.write(sent, at, until - at);
            at = until;
            if (at > 0) { // the gateway's clock begins with the first frame that comes
                byte[] silence = new byte[(int) missing.frames() * MuLaw.FRAME_BYTES];
                Arrays.fill(silence, MuLaw.SILENCE);
                whole.writeBytes(silence);
            }
        }
        whole.write(sent, at, sent.length - at);
        return whole.toByteArray();
    }

    private static byte[] silentFrame() {
        byte[] frame = new byte[MuLaw.FRAME_BYTES];
        Arrays.fill(frame, MuLaw.SILENCE);
        return frame;
    }

    /** Frames that the carrier lost, of those that the caller's phone sent. */
    long lostAtCarrier() {
        return stream == null ? 0 : stream.framesLost();
    }

    /** Frames that the caller's phone sent, lost ones included. */
    long spoken() {
        return stream == null ? 0 : stream.framesSent() + stream.framesLost();
    }

    /** Times that the agent's words broke off because its audio came too late. */
    long underruns() {
        return stream == null ? 0 : stream.underruns();
    }

    boolean failed() {
        return !faults.isEmpty();
    }

    /** Writes both sides, caller left and agent right, as the phone sent and heard them. */
    void writeWav(Path directory) throws IOException {
        if (stream != null) {
            String name =
                    String.format(
                            Locale.ROOT,
                            "call-%02d-%s-%s.wav",
                            number,
                            trunk.label,
                            conversation.name().toLowerCase(Locale.ROOT));
            WavFile.writeLinear(
                    directory.resolve(name), stream.sent().muLaw(), stream.heard().muLaw());
        }
    }
}

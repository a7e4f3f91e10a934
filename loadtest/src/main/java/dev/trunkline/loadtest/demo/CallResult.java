package dev.trunkline.loadtest.demo;

import dev.trunkline.loadtest.audio.MuLaw;
import dev.trunkline.loadtest.audio.WavFile;
import dev.trunkline.loadtest.demo.Conversation.Ending;
import dev.trunkline.loadtest.model.ConnectionRecord;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.PhoneCallReport.ClosedBy;
import dev.trunkline.loadtest.phone.PhoneCallReport.StreamReport;
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

    final int number;
    final DemoTrunk trunk;
    final Conversation conversation;
    final Ending ending;
    final List<Double> responseMs = new ArrayList<>();
    final List<Double> bargeInSilenceMs = new ArrayList<>();
    final List<Double> bargeInLeakedMs = new ArrayList<>();
    final long lostFrames;

    /** Why the call counts as failed, in words; empty if it went as it should. */
    final List<String> faults = new ArrayList<>();

    private final @Nullable StreamReport stream;

    /**
     * @param model what the model saw of the call; null if no session was ever opened
     */
    CallResult(DemoCall call, PhoneCallReport report, @Nullable ConnectionRecord model) {
        number = call.number();
        trunk = call.trunk();
        conversation = call.conversation();
        stream = report.stream().orElse(null);
        ending = ending(report);
        if (ending != conversation.ending) {
            faults.add("ended as \"" + ending.words + "\": " + report.outcome());
        }
        report.violations()
                .forEach(violation ->
                        faults.add("Twilio " + violation.code() + ": " + violation.detail()));
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
        lostFrames = lostFrames(stream, model.audio());
        if (lostFrames > 0) {
            faults.add(lostFrames + " frames of the caller never reached the model");
        }
    }

    private void expect(String what, int expected, int found) {
        if (found != expected) {
            faults.add(found + " " + what + ", expected " + expected);
        }
    }

    private static Ending ending(PhoneCallReport report) {
        return switch (report.outcome()) {
            case CALLER_HUNG_UP -> Ending.CALLER_HUNG_UP;
            case GATEWAY_HUNG_UP -> {
                if (report.said().isEmpty()) {
                    yield Ending.AGENT_HUNG_UP;
                }
                String last = report.said().getLast().toLowerCase(Locale.ROOT);
                yield last.startsWith("dial ") ? Ending.TRANSFERRED : Ending.FAILED;
            }
            case REJECTED, WEBHOOK_FAILED, STREAM_FAILED, CARRIER_FAILED -> Ending.FAILED;
        };
    }

    /**
     * Frames that the phone sent and the model did not get, or got changed or in another place. The
     * session is in the phone's own format, so the audio must arrive byte for byte. When the
     * gateway ends the call, frames on their way at that moment are nobody's loss.
     */
    private long lostFrames(StreamReport from, byte[] arrived) {
        byte[] sent = from.sent().muLaw();
        long missing = ((long) sent.length - arrived.length) / MuLaw.FRAME_BYTES;
        long underWay =
                from.closedBy() == ClosedBy.GATEWAY
                        ? (trunk.roundTripMs() + CLOSING_MS)
                                * MuLaw.BYTES_PER_MS
                                / MuLaw.FRAME_BYTES
                        : 0;
        long lost = from.framesDropped() + Math.max(0, missing - underWay);
        int common = Math.min(sent.length, arrived.length);
        for (int frame = 0; frame < common; frame += MuLaw.FRAME_BYTES) {
            int end = Math.min(common, frame + MuLaw.FRAME_BYTES);
            if (!Arrays.equals(sent, frame, end, arrived, frame, end)) {
                lost++;
            }
        }
        return lost;
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

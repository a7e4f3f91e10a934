package dev.trunkline.gateway.pbx.ari;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.gateway.call.Base64Payload;
import dev.trunkline.gateway.call.FakeClock;
import dev.trunkline.gateway.call.NextStep;
import dev.trunkline.gateway.call.PhoneLegListener;
import dev.trunkline.gateway.call.TestMeters;
import dev.trunkline.gateway.config.keys.Secret;
import dev.trunkline.gateway.config.pbx.AsteriskConfig;
import dev.trunkline.gateway.config.pbx.PbxFormat;
import dev.trunkline.gateway.pbx.MediaEnd;
import dev.trunkline.gateway.pbx.MediaOrder;
import dev.trunkline.gateway.pbx.PbxAdmission;
import dev.trunkline.gateway.pbx.PbxCaller;
import dev.trunkline.gateway.pbx.PbxCalls;
import dev.trunkline.gateway.pbx.PbxLeg;
import dev.trunkline.gateway.pbx.PbxMedia;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.LegKind;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** An Asterisk, the media and the calls around what is tested; the test moves each by hand. */
final class PbxScene implements PbxCalls, PbxMedia, AutoCloseable {
    static final String CALLER = "1764.7";

    final FakeControl control = new FakeControl();
    final FakeClock clock = new FakeClock();
    final OurIds ids = new OurIds("trunkline", new Random(7));

    /** What media, leg and calls were told, in order. */
    final List<String> told = new ArrayList<>();

    final List<PbxCaller> admitted = new ArrayList<>();
    final List<Promise<MediaEnd>> opening = new ArrayList<>();
    final List<Promise<PbxLeg>> joining = new ArrayList<>();

    /** The leg of the last call; null before it was ordered. */
    @Nullable FakePbxLeg leg;

    NextStep next = new NextStep.HangUp();
    @Nullable CallOutcome refusal;
    boolean expected = true;

    private final TestMeters meters = new TestMeters();
    private final EmbeddedChannel legLoop = new EmbeddedChannel();

    AsteriskSurroundings surroundings() {
        return surroundings("transfers");
    }

    AsteriskSurroundings surroundings(@Nullable String transferContext) {
        return new AsteriskSurroundings(
                config(URI.create("http://127.0.0.1:8088"), transferContext),
                control,
                this,
                this,
                ids,
                clock,
                Runnable::run);
    }

    static AsteriskConfig config(URI url, @Nullable String transferContext) {
        return new AsteriskConfig(
                "main",
                url,
                "trunkline",
                new Secret("ari-hush"),
                "trunkline",
                AsteriskConfig.Media.RTP,
                PbxFormat.ULAW,
                AsteriskConfig.Connect.GATEWAY,
                "trunkline",
                AsteriskConfig.Control.JSON,
                "own-pbx",
                transferContext);
    }

    /** Lets the leg's event loop do what it was given. */
    void runLegLoop() {
        legLoop.runPendingTasks();
    }

    EventLoop eventLoop() {
        return legLoop.eventLoop();
    }

    FakePbxLeg leg() {
        FakePbxLeg ordered = leg;
        if (ordered == null) {
            throw new AssertionError("no media was ordered");
        }
        return ordered;
    }

    PbxAdmission.Accepted accepted(String callId) {
        return new PbxAdmission.Accepted(
                callId,
                "c-17",
                "token-hush",
                LegKind.RTP,
                AudioFormat.PCMU,
                meters.meters(),
                eventLoop());
    }

    /** A decision that the test gives; null: at once. */
    @Nullable Promise<PbxAdmission> decision;

    @Override
    public Future<PbxAdmission> admit(PbxCaller caller, LegKind kind) {
        Promise<PbxAdmission> later = decision;
        PbxAdmission now = admit(caller, kind, eventLoop());
        return later == null ? Future.succeededFuture(now) : later.future();
    }

    @Override
    public PbxAdmission admit(PbxCaller caller, LegKind kind, EventLoop loop) {
        admitted.add(caller);
        return refusal == null ? accepted(caller.callId()) : new PbxAdmission.Refused(refusal);
    }

    @Override
    public Optional<PhoneLegListener> begin(PbxAdmission.Accepted call, PbxLeg begun) {
        told.add("begin");
        return expected ? Optional.of(new Deaf()) : Optional.empty();
    }

    @Override
    public void abandon(PbxAdmission.Accepted call, CallOutcome why) {
        told.add("abandon " + why);
    }

    @Override
    public NextStep nextStep(PbxAdmission.Accepted call) {
        told.add("next step");
        return next;
    }

    @Override
    public Future<MediaEnd> open(MediaOrder order) {
        told.add("open");
        leg = new FakePbxLeg(eventLoop(), told, order.onClosed());
        Promise<MediaEnd> promise = Promise.promise();
        opening.add(promise);
        return promise.future();
    }

    /** Our end of the audio is ready. */
    void mediaOpened() {
        opening.getLast().complete(new End());
    }

    /** The two ends have found each other. */
    void mediaJoined() {
        joining.getLast().complete(leg());
    }

    private final class End implements MediaEnd {
        @Override
        public Map<String, String> externalMedia() {
            return Map.of("external_host", "127.0.0.1:40000", "format", "ulaw");
        }

        @Override
        public Future<PbxLeg> join(Map<String, String> channelVariables) {
            told.add("join " + channelVariables);
            Promise<PbxLeg> promise = Promise.promise();
            joining.add(promise);
            return promise.future();
        }

        @Override
        public void abandon() {
            told.add("abandon end");
        }
    }

    @Override
    public void close() {
        legLoop.finishAndReleaseAll();
        meters.close();
    }

    /** A call that does nothing. */
    private static final class Deaf implements PhoneLegListener {
        @Override
        public void onMedia(Base64Payload payload, long timestampMs, long arrivalNanos) {}

        @Override
        public void onAudio(byte[] audio, int byteCount, long timestampMs, long arrivalNanos) {}

        @Override
        public void onMark(int generation, int sequence) {}

        @Override
        public void onDtmf(char digit) {}

        @Override
        public void onReadComplete() {}

        @Override
        public void onWritable() {}

        @Override
        public void onEnded(boolean clean) {}
    }
}

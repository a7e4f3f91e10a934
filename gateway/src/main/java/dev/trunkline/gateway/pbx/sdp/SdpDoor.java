package dev.trunkline.gateway.pbx.sdp;

import dev.trunkline.gateway.call.PhoneLegListener;
import dev.trunkline.gateway.pbx.PbxAdmission;
import dev.trunkline.gateway.pbx.PbxCaller;
import dev.trunkline.gateway.pbx.PbxCalls;
import dev.trunkline.gateway.pbx.rtp.RtpCodec;
import dev.trunkline.gateway.pbx.rtp.RtpEnd;
import dev.trunkline.gateway.pbx.rtp.RtpFormats;
import dev.trunkline.gateway.pbx.rtp.RtpLeg;
import dev.trunkline.gateway.pbx.rtp.RtpMedia;
import dev.trunkline.gateway.pbx.rtp.RtpPeer;
import dev.trunkline.gateway.pbx.rtp.RtpSession;
import dev.trunkline.gateway.pbx.sdp.SdpOffer.Codec;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.LegKind;
import io.netty.util.NetUtil;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Answers offers with RTP legs. What the peer says it receives at is where RTP goes until some has
 * come from elsewhere; addresses are numbers, so that nobody's name server is asked. Any thread.
 */
public final class SdpDoor implements SdpCalls {
    private static final String PBX = "sdp";

    private final PbxCalls calls;
    private final RtpMedia media;
    private final LongSupplier nanos;
    private final Map<String, RtpLeg> legs = new ConcurrentHashMap<>();

    /**
     * @param nanos the clock of the calls
     */
    public SdpDoor(PbxCalls calls, RtpMedia media, LongSupplier nanos) {
        this.calls = calls;
        this.media = media;
        this.nanos = nanos;
    }

    @Override
    public Future<SdpReply> offer(SdpRequest request) {
        SdpOffer offer;
        try {
            offer = SdpOffer.parse(request.sdp());
        } catch (MalformedSdpException malformed) {
            return refuse(Reason.MALFORMED, String.valueOf(malformed.getMessage()));
        }
        if (!NetUtil.isValidIpV4Address(offer.host())
                && !NetUtil.isValidIpV6Address(offer.host())) {
            return refuse(Reason.MALFORMED, "the c= line names a host: expected an IP address");
        }
        Optional<Codec> voice = offer.voice();
        if (voice.isEmpty()) {
            return refuse(
                    Reason.NO_COMMON_CODEC,
                    "none of the offered codecs is spoken here: expected opus/48000/2, PCMU/8000 or"
                            + " PCMA/8000");
        }
        PbxCaller caller =
                new PbxCaller(
                        PBX,
                        request.trunk(),
                        UUID.randomUUID().toString(),
                        request.caller(),
                        request.dialled(),
                        request.arguments(),
                        nanos.getAsLong());
        return calls.admit(caller, LegKind.RTP)
                .compose(admission ->
                        switch (admission) {
                            case PbxAdmission.Accepted accepted ->
                                    open(accepted, offer, voice.get());
                            case PbxAdmission.Refused(CallOutcome why) -> refuse(why);
                        });
    }

    private Future<SdpReply> open(PbxAdmission.Accepted call, SdpOffer offer, Codec voice) {
        RtpPeer.Rtcp rtcp = offer.rtcpMux() ? RtpPeer.Rtcp.MUXED : RtpPeer.Rtcp.BESIDE;
        return media.bind(call.loop(), rtcp)
                .compose(end -> join(call, end, offer, voice, rtcp))
                .recover(failed -> {
                    calls.abandon(call, CallOutcome.MEDIA_FAILED);
                    return refuse(Reason.BUSY, String.valueOf(failed.getMessage()));
                });
    }

    private Future<SdpReply> join(
            PbxAdmission.Accepted call,
            RtpEnd end,
            SdpOffer offer,
            Codec voice,
            RtpPeer.Rtcp rtcp) {
        String id = call.reference();
        Optional<Codec> events = offer.telephoneEvents(voice.clockHz());
        SdpAnswer answer =
                new SdpAnswer(
                        offer,
                        end.host(),
                        end.port(),
                        voice,
                        events,
                        UUID.randomUUID().getMostSignificantBits() >>> 1);
        RtpPeer peer =
                new RtpPeer(
                        new InetSocketAddress(offer.host(), offer.port()),
                        false,
                        rtcp,
                        new InetSocketAddress(offer.host(), offer.rtcpPort()));
        RtpSession session =
                new RtpSession(
                        formats(offer, voice, events, answer.sends()),
                        peer,
                        call.modelFormat(),
                        call.meters(),
                        call.reference(),
                        () -> legs.remove(id));
        return end.join(session).compose(leg -> begin(call, leg, id, answer));
    }

    private Future<SdpReply> begin(
            PbxAdmission.Accepted call, RtpLeg leg, String id, SdpAnswer answer) {
        Promise<SdpReply> begun = Promise.promise();
        leg.eventLoop()
                .execute(() -> {
                    legs.put(id, leg);
                    Optional<PhoneLegListener> listener = calls.begin(call, leg);
                    if (listener.isEmpty()) {
                        leg.hungUp();
                        begun.complete(
                                new SdpReply.Refused(Reason.BUSY, "the gateway is stopping"));
                        return;
                    }
                    leg.start(listener.get());
                    begun.complete(new SdpReply.Answered(id, answer.write()));
                });
        return begun.future();
    }

    private static RtpFormats formats(
            SdpOffer offer, Codec voice, Optional<Codec> events, boolean sends) {
        RtpCodec codec = RtpCodec.valueOf(voice.name().toUpperCase(Locale.ROOT));
        int eventType = events.map(Codec::payloadType).orElse(RtpFormats.NONE);
        int ptimeMs = offer.ptimeMs();
        return new RtpFormats(
                codec,
                voice.payloadType(),
                eventType,
                codec,
                voice.payloadType(),
                eventType,
                ptimeMs == 40 || ptimeMs == 60 ? ptimeMs : 20,
                voice.asksFor("useinbandfec"),
                sends);
    }

    @Override
    public Future<Boolean> end(String id) {
        RtpLeg leg = legs.remove(id);
        if (leg == null) {
            return Future.succeededFuture(false);
        }
        leg.eventLoop().execute(leg::hungUp);
        return Future.succeededFuture(true);
    }

    private static Future<SdpReply> refuse(CallOutcome why) {
        return switch (why) {
            case REJECTED_AGENT -> refuse(Reason.UNKNOWN_AGENT, "no such agent: see /api/agents");
            case REJECTED_DRAINING -> refuse(Reason.BUSY, "the gateway is stopping");
            default -> refuse(Reason.BUSY, "the gateway takes no more calls now");
        };
    }

    private static Future<SdpReply> refuse(Reason reason, String sentence) {
        return Future.succeededFuture(new SdpReply.Refused(reason, sentence));
    }
}

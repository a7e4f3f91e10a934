package dev.trunkline.gateway.twilio.voice;

import dev.trunkline.gateway.trunk.oncall.Instruction;
import io.vertx.core.Future;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/** Admits every call with a token until it is told otherwise; keeps what it hears. */
final class FakeCalls implements IncomingCalls {

    static final String TOKEN = "t0ken-of-one-call";

    final BlockingQueue<IncomingCall> asked = new LinkedBlockingQueue<>();
    final BlockingQueue<String> abandoned = new LinkedBlockingQueue<>();
    final BlockingQueue<CallStatusEvent> statuses = new LinkedBlockingQueue<>();
    final BlockingQueue<StreamEvent> streamEvents = new LinkedBlockingQueue<>();

    final BlockingQueue<String> placedEvents = new LinkedBlockingQueue<>();

    volatile Function<IncomingCall, Future<Admission>> admission =
            call ->
                    Future.succeededFuture(
                            new Admission.Accepted(Map.of("token", TOKEN, "call", "c-1")));
    volatile Function<String, Future<AfterStream>> afterStream =
            _ -> Future.succeededFuture(new AfterStream.HangUp());
    final BlockingQueue<RelayEnd> relayEnds = new LinkedBlockingQueue<>();
    volatile Function<RelayEnd, Future<AfterStream>> afterRelay =
            _ -> Future.succeededFuture(new AfterStream.HangUp());
    volatile Instruction instruction = new Instruction.HangUp();
    volatile Runnable onEvent = () -> {};

    @Override
    public Future<Admission> admit(IncomingCall call) {
        asked.add(call);
        return admission.apply(call);
    }

    @Override
    public void abandoned(String callSid) {
        abandoned.add(callSid);
        onEvent.run();
    }

    @Override
    public Future<AfterStream> afterStream(String callSid) {
        return afterStream.apply(callSid);
    }

    @Override
    public Future<AfterStream> afterRelay(RelayEnd end) {
        relayEnds.add(end);
        return afterRelay.apply(end);
    }

    @Override
    public void statusChanged(CallStatusEvent event) {
        statuses.add(event);
        onEvent.run();
    }

    @Override
    public void answererFound(PlacedTry placed, String answeredBy) {
        placedEvents.add(placed.callId() + '/' + placed.attempt() + ' ' + answeredBy);
        onEvent.run();
    }

    @Override
    public void recorded(PlacedTry placed, String recordingSid, String status, int seconds) {
        placedEvents.add(
                placed.callId()
                        + '/'
                        + placed.attempt()
                        + ' '
                        + recordingSid
                        + ' '
                        + status
                        + ' '
                        + seconds);
        onEvent.run();
    }

    @Override
    public Future<Instruction> personAnswered(PlacedTry placed, String callSid) {
        placedEvents.add(placed.callId() + '/' + placed.attempt() + " person");
        return Future.succeededFuture(instruction);
    }

    @Override
    public Future<Instruction> personPressed(String call, int leg, String key) {
        placedEvents.add(call + '/' + leg + " key " + key);
        return Future.succeededFuture(instruction);
    }

    @Override
    public void messageLeft(String call, String recordingSid, int seconds) {
        placedEvents.add(call + ' ' + recordingSid + ' ' + seconds);
        onEvent.run();
    }

    @Override
    public void streamEvent(StreamEvent event) {
        streamEvents.add(event);
        onEvent.run();
    }
}

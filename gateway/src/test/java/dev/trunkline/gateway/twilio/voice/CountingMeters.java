package dev.trunkline.gateway.twilio.voice;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Every count in its order, by name. */
final class CountingMeters implements VoiceMeters {

    final List<String> counted = new CopyOnWriteArrayList<>();

    @Override
    public void rejected(Rejection rejection) {
        counted.add(rejection.name());
    }

    @Override
    public void unknownTrunk() {
        counted.add("unknownTrunk");
    }

    @Override
    public void unknownLeg() {
        counted.add("unknownLeg");
    }

    @Override
    public void apologised(Apology cause) {
        counted.add(cause.name());
    }

    @Override
    public void fellBack(int errorCode) {
        counted.add("fellBack " + errorCode);
    }

    @Override
    public void repeatedCallback() {
        counted.add("repeatedCallback");
    }

    @Override
    public void callbackFailed() {
        counted.add("callbackFailed");
    }
}

package dev.trunkline.gateway.call;

import java.util.ArrayList;
import java.util.List;

/** A leg of words that records what it is given; a test plays Twilio by the call. */
final class FakeTextLeg implements TextLeg {
    /** What was sent, in order: {@code text Hello.}, {@code last}, {@code digits 1w2}, … */
    final List<String> sent = new ArrayList<>();

    /** What ended it; at most one of each is right. */
    final List<String> ends = new ArrayList<>();

    /** All words that were sent. */
    String words() {
        StringBuilder words = new StringBuilder();
        sent.stream()
                .filter(message -> message.startsWith("text "))
                .forEach(message -> words.append(message.substring("text ".length())));
        return words.toString();
    }

    @Override
    public void sendText(String words, boolean last) {
        if (!words.isEmpty() || !last) {
            sent.add("text " + words);
        }
        if (last) {
            sent.add("last");
        }
    }

    @Override
    public void sendDigits(String digits) {
        sent.add("digits " + digits);
    }

    @Override
    public void switchLanguage(String language) {
        sent.add("language " + language);
    }

    @Override
    public void play(String url, int loops, boolean preemptible) {
        sent.add("play " + url);
    }

    @Override
    public void end(String reason) {
        ends.add("end " + reason);
    }

    @Override
    public void close(LegClose cause) {
        ends.add("close " + cause);
    }
}

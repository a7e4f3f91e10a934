package dev.trunkline.loadtest.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message that is written: tokens of whole words, each with its white space in front, at the pace
 * of the script. Confined to the event loop.
 */
final class WrittenItem extends MessageItem {
    private static final int RETRY_MS = 10;

    private final AnswerScript script;
    private final List<String> tokens;
    private final StringBuilder written = new StringBuilder();
    private @Nullable Runnable whenDone;
    private int sent;

    WrittenItem(RealtimeProtocol protocol, ModelResponse response, String text, int index) {
        super(protocol, response, index, "text", "text");
        script = protocol.behavior().answers().script();
        List<String> all = tokens(text, script.wordsPerToken());
        tokens = response.halved() ? all.subList(0, all.size() / 2) : all;
    }

    private static List<String> tokens(String text, int wordsPerToken) {
        String[] words = text.split("(?<=\\S)(?=\\s)", -1);
        List<String> tokens = new ArrayList<>();
        for (int from = 0; from < words.length && !text.isEmpty(); from += wordsPerToken) {
            int to = Math.min(words.length, from + wordsPerToken);
            tokens.add(String.join("", List.of(words).subList(from, to)));
        }
        return tokens;
    }

    @Override
    void begin(Runnable done) {
        whenDone = done;
        announce();
        write();
    }

    private void write() {
        while (sent < tokens.size()) {
            if (script.stallAfterTokens() >= 0 && sent >= script.stallAfterTokens()) {
                return;
            }
            if (!protocol().writable()) {
                response().later(RETRY_MS, this::write);
                return;
            }
            delta();
            if (protocol().closing()) {
                return;
            }
            if (script.tokenMs() > 0 && sent < tokens.size()) {
                response().later(script.tokenMs(), this::write);
                return;
            }
        }
        end(response().halved() ? "incomplete" : "completed");
        if (whenDone != null) {
            whenDone.run();
        }
    }

    private void delta() {
        String token = tokens.get(sent++);
        written.append(token);
        protocol().events().send(contentEvent("response.output_text.delta").put("delta", token));
        if (response().deltas() == 0) {
            protocol().events().stamp(ConnectionRecord.FIRST_DELTA);
        }
        response().deltaSent(0);
    }

    @Override
    void lateDelta() {
        if (sent < tokens.size()) {
            delta();
        }
    }

    @Override
    void end(String status) {
        String text = written.toString();
        protocol().events().send(contentEvent("response.output_text.done").put("text", text));
        finish(text, "output_text", status);
    }
}

package dev.trunkline.gateway.twilio.voice;

import dev.trunkline.gateway.trunk.CallQueue;
import dev.trunkline.gateway.trunk.TaskWorkflow;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes TwiML as XML 1.0. Attributes with an empty value are left out. */
final class TwiMLWriter {

    private final StringBuilder xml = new StringBuilder(512);

    private TwiMLWriter() {}

    static String document(List<TwiML> verbs) {
        var writer = new TwiMLWriter();
        writer.xml.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>");
        verbs.forEach(writer::verb);
        return writer.xml.append("</Response>").toString();
    }

    private void verb(TwiML verb) {
        switch (verb) {
            case TwiML.Connect(TwiML.Noun socket, String action) -> {
                open("Connect").action(action).content();
                switch (socket) {
                    case TwiML.Stream stream -> stream(stream);
                    case ConversationRelay relay -> relay(relay);
                }
                close("Connect");
            }
            case TwiML.Say(String text, String language, String voice) ->
                    open("Say")
                            .attribute("voice", voice)
                            .attribute("language", language)
                            .element("Say", text);
            case TwiML.Play(String url) -> open("Play").element("Play", url);
            case TwiML.Pause(int seconds) ->
                    open("Pause").attribute("length", Integer.toString(seconds)).empty();
            case TwiML.Redirect(String url) ->
                    open("Redirect").attribute("method", "POST").element("Redirect", url);
            case TwiML.Gather gather -> gather(gather);
            case TwiML.RecordMessage record -> record(record);
            case TwiML.Dial dial -> new DialWriter(this).dial(dial);
            case TwiML.Enqueue enqueue -> enqueue(enqueue);
            case TwiML.Hangup _ -> open("Hangup").empty();
            case TwiML.Reject(boolean busy) ->
                    open("Reject").attribute("reason", busy ? "busy" : "rejected").empty();
        }
    }

    private void stream(TwiML.Stream stream) {
        open("Stream").attribute("url", stream.url()).attribute("name", stream.name());
        if (!stream.statusCallback().isEmpty()) {
            attribute("statusCallback", stream.statusCallback())
                    .attribute("statusCallbackMethod", "POST");
        }
        content();
        parameters(stream.parameters());
        close("Stream");
    }

    private void relay(ConversationRelay relay) {
        open("ConversationRelay").attribute("url", relay.url());
        relay.attributes().forEach(this::attribute);
        content();
        for (Map<String, String> language : relay.languages()) {
            open("Language");
            language.forEach(this::attribute);
            empty();
        }
        parameters(relay.parameters());
        close("ConversationRelay");
    }

    /** By name, so that a repeated request is answered with the same bytes. */
    private void parameters(Map<String, String> parameters) {
        new TreeMap<>(parameters)
                .forEach((name, value) ->
                        // Not attribute(): an empty value is a value here.
                        open("Parameter").attribute("name", name).quoted("value", value).empty());
    }

    private void gather(TwiML.Gather gather) {
        open("Gather").attribute("input", "dtmf");
        if (gather.digits() > 0) {
            attribute("numDigits", Integer.toString(gather.digits()));
        }
        attribute("timeout", Integer.toString(gather.timeoutSeconds()))
                .action(gather.action())
                .content();
        gather.prompts().forEach(this::verb);
        close("Gather");
    }

    private void record(TwiML.RecordMessage record) {
        open("Record")
                .attribute("maxLength", Integer.toString(record.longestSeconds()))
                .attribute("timeout", Integer.toString(record.silenceSeconds()))
                .attribute("finishOnKey", record.finishOnKey())
                .attribute("playBeep", Boolean.toString(record.beeps()))
                .action(record.action());
        if (!record.statusCallback().isEmpty()) {
            attribute("recordingStatusCallback", record.statusCallback())
                    .attribute("recordingStatusCallbackMethod", "POST");
        }
        // Never Twilio's own: a transcript is made where it is allowed to be, or not at all.
        attribute("transcribe", "false").empty();
    }

    private void enqueue(TwiML.Enqueue enqueue) {
        open("Enqueue");
        if (enqueue.place() instanceof TaskWorkflow(String sid)) {
            attribute("workflowSid", sid);
        }
        action(enqueue.action());
        if (enqueue.place() instanceof CallQueue(String name)) {
            element("Enqueue", name);
        } else {
            content();
            open("Task").element("Task", enqueue.task());
            close("Enqueue");
        }
    }

    TwiMLWriter open(String element) {
        xml.append('<').append(element);
        return this;
    }

    TwiMLWriter attribute(String name, String value) {
        return value.isEmpty() ? this : quoted(name, value);
    }

    /** A URL that is asked what comes next, by POST. */
    TwiMLWriter action(String url) {
        return url.isEmpty() ? this : quoted("action", url).quoted("method", "POST");
    }

    private TwiMLWriter quoted(String name, String value) {
        xml.append(' ').append(name).append("=\"");
        escape(value, true);
        xml.append('"');
        return this;
    }

    void content() {
        xml.append('>');
    }

    private void empty() {
        xml.append("/>");
    }

    void element(String element, String text) {
        xml.append('>');
        escape(text, false);
        close(element);
    }

    void close(String element) {
        xml.append("</").append(element).append('>');
    }

    private void escape(String text, boolean attribute) {
        text.codePoints()
                .forEach(codePoint -> {
                    switch (codePoint) {
                        case '&' -> xml.append("&amp;");
                        case '<' -> xml.append("&lt;");
                        case '>' -> xml.append("&gt;");
                        case '\r' ->
                                xml.append(
                                        "&#13;"); // a parser would turn a bare one into a line feed
                        case '"' -> xml.append(attribute ? "&quot;" : "\"");
                        case '\n', '\t' -> {
                            if (attribute) { // a parser would turn a bare one into a space
                                xml.append("&#").append(codePoint).append(';');
                            } else {
                                xml.appendCodePoint(codePoint);
                            }
                        }
                        default -> xml.appendCodePoint(allowed(codePoint));
                    }
                });
    }

    /** XML 1.0 section 2.2: these cannot be written at all, escaped or not. */
    private static int allowed(int codePoint) {
        if (codePoint < 0x20
                || (codePoint >= 0xD800 && codePoint <= 0xDFFF)
                || codePoint == 0xFFFE
                || codePoint == 0xFFFF) {
            throw new IllegalArgumentException(
                    "TwiML: U+%04X cannot be written in XML; remove it".formatted(codePoint));
        }
        return codePoint;
    }
}

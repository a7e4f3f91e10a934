package dev.trunkline.gateway.twilio.voice;

import dev.trunkline.gateway.trunk.CallQueue;
import dev.trunkline.gateway.trunk.Destination;
import dev.trunkline.gateway.trunk.Dialable;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.gateway.trunk.TaskWorkflow;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * The part of TwiML that the gateway speaks: what a phone call is told to do next (page "TwiML for
 * Programmable Voice"). Verbs are records; whatever Twilio would refuse is refused when the record
 * is made, by an {@link IllegalArgumentException} that names the limit. An empty string leaves an
 * attribute out.
 */
public sealed interface TwiML {

    /**
     * The longest a {@code <Parameter>}'s name and value may be together, exclusive (STREAM:
     * "Custom parameters").
     */
    int PARAMETER_CHARS = 500;

    /** A whole document: the verbs, in order. None of them ends the call. */
    static String document(List<TwiML> verbs) {
        return TwiMLWriter.document(verbs);
    }

    /** As {@link #document(List)}. */
    static String document(TwiML... verbs) {
        return document(List.of(verbs));
    }

    /**
     * Hands the call's audio, or its words, to a socket and waits until that closes.
     *
     * @param action asked by POST what to do then; empty goes on with the next verb
     */
    record Connect(Noun socket, String action) implements TwiML {
        public Connect {
            if (!action.isEmpty()) {
                requireHttpUrl("action of <Connect>", action);
            }
        }

        Connect(Noun socket) {
            this(socket, "");
        }
    }

    /** What a {@link Connect} connects to. */
    sealed interface Noun permits Stream, ConversationRelay {}

    /**
     * A media socket; part of {@link Connect}.
     *
     * @param url absolute and {@code wss} ({@code ws} only to loopback, where a simulator is
     *     Twilio), without query or fragment: the handshake fails with either (ERR 31920)
     * @param name unique within the call; empty for none
     * @param statusCallback where Twilio reports start, stop and failure; empty for none
     * @param parameters come back in the {@code start} message; written in the order of their names
     */
    record Stream(String url, String name, String statusCallback, Map<String, String> parameters)
            implements Noun {
        public Stream {
            requireSocketUrl("<Stream>", url);
            if (!statusCallback.isEmpty()) {
                requireHttpUrl("statusCallback of <Stream>", statusCallback);
            }
            parameters = Map.copyOf(parameters);
            requireParameters(parameters);
        }

        /** Without the parameters' values: they are secrets. */
        @Override
        public String toString() {
            return "Stream[url="
                    + url
                    + ", name="
                    + name
                    + ", parameters="
                    + parameters.keySet()
                    + "]";
        }
    }

    /** Speaks {@code text} in {@code language} (BCP 47) with one of Twilio's voices. */
    record Say(String text, String language, String voice) implements TwiML {
        public Say {
            if (text.isBlank()) {
                throw new IllegalArgumentException("<Say> without text: expected something to say");
            }
        }
    }

    /** Plays a recording, once. */
    record Play(String url) implements TwiML {
        public Play {
            requireHttpUrl("<Play>", url);
        }
    }

    /** Waits for {@code seconds}, 1 to 600. */
    record Pause(int seconds) implements TwiML {
        public Pause {
            requireSeconds("<Pause>", seconds, 600);
        }
    }

    /** Goes on with the document that a POST to {@code url} answers with. */
    record Redirect(String url) implements TwiML {
        public Redirect {
            requireHttpUrl("<Redirect>", url);
        }
    }

    /**
     * Waits for keys (page "TwiML Voice: Gather"). Goes on with the next verb if none is pressed.
     *
     * @param prompts heard while it waits: {@link Say}, {@link Play} and {@link Pause}
     * @param digits as many end it at once; 0 for any number, which {@code #} ends
     * @param timeoutSeconds how long after the prompts, or the last key, 1 to 600
     * @param action asked by POST with the keys; empty asks for this document again
     */
    record Gather(List<TwiML> prompts, int digits, int timeoutSeconds, String action)
            implements TwiML {
        public Gather {
            prompts = List.copyOf(prompts);
            for (TwiML prompt : prompts) {
                if (!(prompt instanceof Say || prompt instanceof Play || prompt instanceof Pause)) {
                    throw new IllegalArgumentException(
                            "in <Gather>: expected <Say>, <Play> or <Pause>");
                }
            }
            if (digits < 0) {
                throw new IllegalArgumentException(
                        "numDigits of <Gather> of " + digits + ": expected 0 or more");
            }
            requireSeconds("timeout of <Gather>", timeoutSeconds, 600);
            if (!action.isEmpty()) {
                requireHttpUrl("action of <Gather>", action);
            }
        }
    }

    /**
     * Records what the caller says, as a mailbox does (page "TwiML Voice: Record"). Nothing is
     * transcribed.
     *
     * @param longestSeconds 1 to 14400
     * @param silenceSeconds ends it, 1 to 600. If nothing at all was said, the next verb is next
     * @param finishOnKey any of these keys ends it: {@code 0-9*#}
     * @param beeps whether a sound is heard before it begins
     * @param action asked by POST with the recording's URL, by which time the file may not be
     *     there; empty asks for this document again
     * @param statusCallback told by POST when it is
     */
    record RecordMessage(
            int longestSeconds,
            int silenceSeconds,
            String finishOnKey,
            boolean beeps,
            String action,
            String statusCallback)
            implements TwiML {
        private static final int FOUR_HOURS = 14_400;

        public RecordMessage {
            requireSeconds("maxLength of <Record>", longestSeconds, FOUR_HOURS);
            requireSeconds("timeout of <Record>", silenceSeconds, 600);
            if (!finishOnKey.matches("[0-9*#]{1,12}")) {
                throw new IllegalArgumentException(
                        "finishOnKey of <Record>: expected one or more of 0-9, * and #");
            }
            if (!action.isEmpty()) {
                requireHttpUrl("action of <Record>", action);
            }
            if (!statusCallback.isEmpty()) {
                requireHttpUrl("recordingStatusCallback of <Record>", statusCallback);
            }
        }
    }

    /**
     * Calls someone and joins the two, or joins a room.
     *
     * @param destination who
     * @param callerId what they see; empty for the caller's own number
     * @param timeoutSeconds how long it may ring, 1 to 600
     * @param action asked by POST what to do when the joined call ends or nobody answers; empty
     *     goes on with the next verb
     */
    record Dial(
            DialNoun destination, Optional<PhoneNumber> callerId, int timeoutSeconds, String action)
            implements TwiML {
        /** Twilio's own default. */
        private static final int RING_SECONDS = 30;

        public Dial {
            requireSeconds("timeout of <Dial>", timeoutSeconds, 600);
            if (!action.isEmpty()) {
                requireHttpUrl("action of <Dial>", action);
            }
        }

        Dial(Dialable someone, Optional<PhoneNumber> callerId, int timeoutSeconds, String action) {
            this(DialNoun.of(someone), callerId, timeoutSeconds, action);
        }

        /** A room, in which nobody is called. */
        public Dial(DialNoun.Conference room, String action) {
            this(room, Optional.empty(), RING_SECONDS, action);
        }
    }

    /**
     * Lets the call wait until someone takes it (page "TwiML Voice: Enqueue").
     *
     * @param place where it waits
     * @param task a JSON object that is added to what TaskRouter knows of the call; empty for a
     *     queue, which has no tasks
     * @param action asked by POST what to do when the call leaves the queue or cannot enter it;
     *     empty goes on with the next verb
     */
    record Enqueue(Destination place, String task, String action) implements TwiML {
        public Enqueue {
            switch (place) {
                case CallQueue _ -> {
                    if (!task.isEmpty()) {
                        throw new IllegalArgumentException(
                                "<Task> in a queue: expected none; only a workflow has tasks");
                    }
                }
                case TaskWorkflow _ -> {
                    if (!task.startsWith("{") || !task.endsWith("}")) {
                        throw new IllegalArgumentException("<Task>: expected a JSON object");
                    }
                }
                case Dialable _ ->
                        throw new IllegalArgumentException(
                                "<Enqueue>: expected a queue or a workflow; <Dial> calls someone");
            }
            if (!action.isEmpty()) {
                requireHttpUrl("action of <Enqueue>", action);
            }
        }
    }

    /** Ends the call. */
    record Hangup() implements TwiML {}

    /**
     * Refuses a call that was not answered yet; the caller is told {@code busy} or hears that it is
     * not in service.
     */
    record Reject(boolean busy) implements TwiML {}

    /**
     * Checks a document that somebody else wrote.
     *
     * @throws IllegalArgumentException if {@code xml} is not well-formed or has no {@code Response}
     */
    static void requireDocument(String xml) {
        try {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            var root = builder.parse(new InputSource(new StringReader(xml))).getDocumentElement();
            if (!root.getTagName().equals("Response")) {
                throw new IllegalArgumentException(
                        "TwiML: the outermost element is <"
                                + root.getTagName()
                                + ">, expected <Response>");
            }
        } catch (SAXException e) {
            throw new IllegalArgumentException(
                    "TwiML: not well-formed XML (" + e.getMessage() + ")", e);
        } catch (IOException | ParserConfigurationException e) {
            throw new IllegalStateException("the JDK's XML parser failed on a string", e);
        }
    }

    /** Refuses what does not fit into {@code <Parameter>} elements. */
    static void requireParameters(Map<String, String> parameters) {
        parameters.forEach((parameter, value) -> {
            int chars = parameter.length() + value.length();
            if (parameter.isEmpty() || chars >= PARAMETER_CHARS) {
                throw new IllegalArgumentException(
                        "<Parameter> '%.40s' of %d characters: expected a name, and name and value under %d together"
                                .formatted(parameter, chars, PARAMETER_CHARS));
            }
        });
    }

    /** Refuses what is no address of a socket that Twilio opens. */
    static void requireSocketUrl(String noun, String url) {
        URI uri = URI.create(url);
        boolean loopback = uri.getHost() != null && PublicUrl.isLoopback(uri.getHost());
        boolean socket =
                "wss".equals(uri.getScheme()) || ("ws".equals(uri.getScheme()) && loopback);
        if (!socket
                || uri.getHost() == null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "url of "
                            + noun
                            + ": expected an absolute wss:// URL without query and fragment; put values into <Parameter>");
        }
    }

    private static void requireSeconds(String what, int seconds, int most) {
        if (seconds < 1 || seconds > most) {
            throw new IllegalArgumentException(
                    what + " of " + seconds + " s: expected 1 to " + most);
        }
    }

    /** Refuses what Twilio cannot ask. */
    static void requireHttpUrl(String what, String url) {
        URI uri = URI.create(url);
        boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
        if (!http || uri.getHost() == null) {
            throw new IllegalArgumentException(what + ": expected an absolute http(s) URL");
        }
    }
}

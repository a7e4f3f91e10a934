package dev.trunkline.loadtest.phone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trunkline.loadtest.relay.RelayNoun;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Reads TwiML with the JDK's XML parser, document types refused. */
final class TwimlReader {
    private static final int LONGEST_WAIT_SECONDS = 600;
    private static final int LONGEST_RECORDING_SECONDS = 14_400;
    private static final Set<String> CALLED = Set.of("Number", "Sip", "Client");
    private static final JsonMapper JSON = new JsonMapper();

    private TwimlReader() {}

    /** TwiML that Twilio would refuse. */
    static final class MalformedTwiml extends Exception {
        private static final long serialVersionUID = 1;

        MalformedTwiml(String message) {
            super(message);
        }
    }

    static Twiml read(String xml) throws MalformedTwiml {
        Element root = parse(xml);
        if (!"Response".equals(root.getTagName())) {
            throw new MalformedTwiml(
                    "root element is <" + root.getTagName() + ">: expected <Response>");
        }
        List<Twiml.Verb> verbs = new ArrayList<>();
        for (Element verb : children(root)) {
            verbs.add(verb(verb));
        }
        return new Twiml(List.copyOf(verbs));
    }

    private static Twiml.Verb verb(Element verb) throws MalformedTwiml {
        return switch (verb.getTagName()) {
            case "Connect" -> connect(verb);
            case "Redirect" ->
                    new Twiml.Redirect(verb.getTextContent().strip(), verb.getAttribute("method"));
            case "Dial" -> dial(verb);
            case "Say", "Play" ->
                    new Twiml.Spoken(verb.getTagName(), verb.getTextContent().strip());
            case "Gather" -> gather(verb);
            case "Record" -> record(verb);
            case "Enqueue" -> enqueue(verb);
            case "Pause" -> new Twiml.Pause(seconds(verb));
            case "Hangup" -> new Twiml.Hangup();
            case "Reject" -> new Twiml.Reject(verb.getAttribute("reason"));
            default -> new Twiml.Unsupported(verb.getTagName());
        };
    }

    private static Twiml.Verb gather(Element gather) throws MalformedTwiml {
        Attributes attributes = all(gather);
        if (!attributes.text("input", "dtmf").contains("dtmf")) {
            return new Twiml.Unsupported("Gather/@input");
        }
        List<Twiml.Verb> prompts = new ArrayList<>();
        for (Element prompt : children(gather)) {
            if (!Set.of("Say", "Play", "Pause").contains(prompt.getTagName())) {
                throw new MalformedTwiml(
                        "<Gather> contains <"
                                + prompt.getTagName()
                                + ">: expected <Say>, <Play> or <Pause>");
            }
            prompts.add(verb(prompt));
        }
        return new Twiml.Gather(
                attributes,
                prompts,
                attributes.number("numDigits", 0, 1, 1_000),
                attributes.number("timeout", 5, 1, LONGEST_WAIT_SECONDS),
                attributes.text("finishOnKey", "#"),
                attributes.flag("actionOnEmptyResult", false));
    }

    private static Twiml.Verb record(Element record) throws MalformedTwiml {
        Attributes attributes = all(record);
        attributes.flag("playBeep", true);
        if (attributes.flag("transcribe", false)) {
            return new Twiml.Unsupported("Record/@transcribe");
        }
        return new Twiml.RecordVerb(
                attributes,
                attributes.number("maxLength", 3_600, 1, LONGEST_RECORDING_SECONDS),
                attributes.number("timeout", 5, 1, LONGEST_WAIT_SECONDS),
                attributes.text("finishOnKey", "1234567890*#"));
    }

    /** The number, or whom its nouns name. */
    private static Twiml.Verb dial(Element dial) throws MalformedTwiml {
        Attributes attributes = all(dial);
        int timeoutSeconds = attributes.number("timeout", 30, 1, LONGEST_WAIT_SECONDS);
        attributes.flag("answerOnBridge", false);
        List<Element> nouns = children(dial);
        if (nouns.size() == 1 && nouns.getFirst().getTagName().equals("Conference")) {
            Element room = nouns.getFirst();
            return new Twiml.DialRoom(attributes, all(room), entry(room));
        }
        List<Twiml.DialNoun> called = new ArrayList<>();
        for (Element noun : nouns) {
            if (!CALLED.contains(noun.getTagName())) {
                return new Twiml.Unsupported("Dial/" + noun.getTagName());
            }
            called.add(
                    new Twiml.DialNoun(
                            noun.getTagName(), noun.getTextContent().strip(), all(noun)));
        }
        if (called.isEmpty()) {
            called.add(
                    new Twiml.DialNoun(
                            "Number",
                            dial.getTextContent().strip(),
                            new Attributes("Number", Map.of())));
        }
        return new Twiml.Dial(attributes, timeoutSeconds, List.copyOf(called));
    }

    private static Conferences.Entry entry(Element conference) throws MalformedTwiml {
        Attributes attributes = all(conference);
        String name = conference.getTextContent().strip();
        if (name.isEmpty()) {
            throw new MalformedTwiml("<Conference> without a name: expected one");
        }
        return new Conferences.Entry(
                name,
                attributes.flag("startConferenceOnEnter", true),
                attributes.flag("endConferenceOnExit", false),
                attributes.number("maxParticipants", 250, 2, 250));
    }

    private static Twiml.Verb connect(Element connect) throws MalformedTwiml {
        List<Element> nouns = children(connect);
        if (nouns.size() != 1) {
            throw new MalformedTwiml("<Connect> has " + nouns.size() + " nouns: expected one");
        }
        Element noun = nouns.getFirst();
        return switch (noun.getTagName()) {
            case "Stream" -> stream(noun, connect.getAttribute("action"));
            case "ConversationRelay" ->
                    new Twiml.ConnectRelay(relay(noun), connect.getAttribute("action"));
            default -> new Twiml.Unsupported("Connect/" + noun.getTagName());
        };
    }

    private static Twiml.Verb stream(Element stream, String action) throws MalformedTwiml {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (Element parameter : children(stream)) {
            if (!"Parameter".equals(parameter.getTagName()) || !parameter.hasAttribute("name")) {
                throw new MalformedTwiml(
                        "<Stream> contains <"
                                + parameter.getTagName()
                                + ">: expected <Parameter name value>");
            }
            parameters.put(parameter.getAttribute("name"), parameter.getAttribute("value"));
        }
        return new Twiml.ConnectStream(
                stream.getAttribute("url"),
                parameters,
                stream.getAttribute("track"),
                stream.getAttribute("name"),
                stream.getAttribute("statusCallback"),
                action);
    }

    private static RelayNoun relay(Element relay) {
        List<Map<String, String>> languages = new ArrayList<>();
        Map<String, String> parameters = new LinkedHashMap<>();
        List<String> strangers = new ArrayList<>();
        for (Element child : children(relay)) {
            switch (child.getTagName()) {
                case "Language" -> languages.add(attributes(child));
                case "Parameter" ->
                        parameters.put(child.getAttribute("name"), child.getAttribute("value"));
                default -> strangers.add(child.getTagName());
            }
        }
        return new RelayNoun(attributes(relay), languages, parameters, strangers);
    }

    private static Attributes all(Element element) {
        return new Attributes(element.getTagName(), Map.copyOf(attributes(element)));
    }

    private static Map<String, String> attributes(Element element) {
        Map<String, String> attributes = new LinkedHashMap<>();
        NamedNodeMap all = element.getAttributes();
        for (int i = 0; i < all.getLength(); i++) {
            attributes.put(all.item(i).getNodeName(), all.item(i).getNodeValue());
        }
        return attributes;
    }

    private static Twiml.Verb enqueue(Element enqueue) throws MalformedTwiml {
        String workflowSid = enqueue.getAttribute("workflowSid");
        List<Element> tasks = children(enqueue);
        if (workflowSid.isEmpty()) {
            String queue = enqueue.getTextContent().strip();
            if (!tasks.isEmpty() || queue.isEmpty()) {
                throw new MalformedTwiml(
                        "<Enqueue> without workflowSid: expected the name of a queue and no"
                                + " element");
            }
            return new Twiml.Enqueue(queue, "", "");
        }
        if (tasks.size() > 1 || tasks.stream().anyMatch(e -> !e.getTagName().equals("Task"))) {
            throw new MalformedTwiml("<Enqueue workflowSid>: expected at most one <Task>");
        }
        String task = tasks.isEmpty() ? "" : tasks.getFirst().getTextContent().strip();
        try {
            if (!task.isEmpty() && !JSON.readTree(task).isObject()) {
                throw new MalformedTwiml("<Task>: expected a JSON object");
            }
        } catch (JsonProcessingException e) {
            throw new MalformedTwiml("<Task>: expected a JSON object: " + e.getOriginalMessage());
        }
        return new Twiml.Enqueue("", workflowSid, task);
    }

    private static int seconds(Element pause) throws MalformedTwiml {
        String length =
                Optional.of(pause.getAttribute("length"))
                        .filter(text -> !text.isEmpty())
                        .orElse("1");
        try {
            return Integer.parseUnsignedInt(length);
        } catch (NumberFormatException e) {
            throw new MalformedTwiml("<Pause length=\"" + length + "\">: expected whole seconds");
        }
    }

    private static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    private static Element parse(String xml) throws MalformedTwiml {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new Refuse());
            return builder.parse(new InputSource(new StringReader(xml))).getDocumentElement();
        } catch (SAXException e) {
            throw new MalformedTwiml("not well-formed XML: " + e.getMessage());
        } catch (ParserConfigurationException | IOException e) {
            throw new IllegalStateException("the JDK's XML parser cannot be set up", e);
        }
    }

    /** The default handler prints to standard error. */
    private static final class Refuse implements ErrorHandler {
        @Override
        public void warning(SAXParseException e) {}

        @Override
        public void error(SAXParseException e) throws SAXException {
            throw e;
        }

        @Override
        public void fatalError(SAXParseException e) throws SAXException {
            throw e;
        }
    }
}

package dev.trunkline.loadtest.phone;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Reads TwiML with the JDK's XML parser, document types refused. */
final class TwimlReader {
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
            case "Redirect" -> new Twiml.Redirect(verb.getTextContent().strip());
            case "Say", "Play", "Dial" ->
                    new Twiml.Spoken(
                            verb.getTagName(),
                            verb.getTextContent().strip(),
                            verb.getAttribute("action"));
            case "Pause" -> new Twiml.Pause(seconds(verb));
            case "Hangup" -> new Twiml.Hangup();
            case "Reject" -> new Twiml.Reject(verb.getAttribute("reason"));
            default -> new Twiml.Unsupported(verb.getTagName());
        };
    }

    private static Twiml.Verb connect(Element connect) throws MalformedTwiml {
        List<Element> nouns = children(connect);
        if (nouns.size() != 1) {
            throw new MalformedTwiml("<Connect> has " + nouns.size() + " nouns: expected one");
        }
        Element stream = nouns.getFirst();
        if (!"Stream".equals(stream.getTagName())) {
            return new Twiml.Unsupported("Connect/" + stream.getTagName());
        }
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
                connect.getAttribute("action"));
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

package dev.trunkline.loadtest.phone;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The attributes of a verb or noun. Twilio warns of those that it does not know and goes on without
 * them.
 *
 * @param element its name, for messages
 */
record Attributes(String element, Map<String, String> all) {
    /** The value, or what it is without one. */
    String text(String name, String otherwise) {
        return all.getOrDefault(name, otherwise);
    }

    String text(String name) {
        return text(name, "");
    }

    boolean flag(String name, boolean otherwise) throws TwimlReader.MalformedTwiml {
        return switch (text(name)) {
            case "" -> otherwise;
            case "true" -> true;
            case "false" -> false;
            default -> throw malformed(name, "true or false");
        };
    }

    /** A whole number in a range; {@code otherwise} may lie outside. */
    int number(String name, int otherwise, int least, int most) throws TwimlReader.MalformedTwiml {
        String text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        if (!text.matches("\\d{1,9}")
                || Integer.parseInt(text) < least
                || Integer.parseInt(text) > most) {
            throw malformed(name, least + " to " + most);
        }
        return Integer.parseInt(text);
    }

    /** Names that Twilio, or this simulator, does not know. */
    List<String> strangers(Set<String> known) {
        return all.keySet().stream()
                .filter(name -> !known.contains(name))
                .map(name -> element + "/@" + name)
                .toList();
    }

    private TwimlReader.MalformedTwiml malformed(String name, String expected) {
        return new TwimlReader.MalformedTwiml(
                "<" + element + " " + name + "=\"" + text(name) + "\">: expected " + expected);
    }
}

package dev.trunkline.gateway.twilio.voice;

import dev.trunkline.gateway.config.keys.Secret;
import dev.trunkline.gateway.trunk.Dialable;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.gateway.trunk.SipUri;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Whom a {@link TwiML.Dial} joins its caller to. An empty string leaves an attribute out. */
public sealed interface DialNoun {

    /** Someone, with nothing said about how. */
    static DialNoun of(Dialable someone) {
        return switch (someone) {
            case PhoneNumber number -> new Phone(number, "", "");
            case SipUri uri -> new Sip(uri, Map.of(), Optional.empty(), "");
        };
    }

    /**
     * A phone (page "TwiML Voice: Number").
     *
     * @param byocTrunkSid {@code BY…}: over which trunk of one's own; empty for Twilio's own way
     * @param statusCallback told by POST of every step of the call to it
     */
    record Phone(PhoneNumber number, String byocTrunkSid, String statusCallback)
            implements DialNoun {
        private static final Pattern BYOC = Pattern.compile("(BY[0-9a-fA-F]{32})?");

        public Phone {
            if (!BYOC.matcher(byocTrunkSid).matches()) {
                throw new IllegalArgumentException(
                        "byoc of <Number>: expected BY and 32 hexadecimal digits");
            }
            requireCallback("<Number>", statusCallback);
        }
    }

    /**
     * A SIP address (page "TwiML Voice: Sip"). Prints neither headers nor credentials.
     *
     * @param headers of the INVITE; their names begin with {@code X-}, and all of them take at most
     *     1024 characters as they are written
     * @param credentials with which Twilio answers when it is asked who calls
     * @param statusCallback as of {@link Phone}
     */
    record Sip(
            SipUri uri,
            Map<String, String> headers,
            Optional<Credentials> credentials,
            String statusCallback)
            implements DialNoun {
        private static final int HEADER_CHARS = 1_024;
        private static final Pattern HEADER = Pattern.compile("[Xx]-[A-Za-z0-9_-]{1,64}");

        public Sip {
            headers = Map.copyOf(headers);
            for (String name : headers.keySet()) {
                if (!HEADER.matcher(name).matches()) {
                    throw new IllegalArgumentException(
                            "header of <Sip>: expected a name that begins with X-");
                }
            }
            int chars = query(headers).length();
            if (chars > HEADER_CHARS) {
                throw new IllegalArgumentException(
                        "headers of <Sip> of %d characters: expected %d at most"
                                .formatted(chars, HEADER_CHARS));
            }
            requireCallback("<Sip>", statusCallback);
        }

        /** The address with its headers, in the order of their names. */
        String address() {
            return headers.isEmpty() ? uri.uri() : uri.uri() + "?" + query(headers);
        }

        private static String query(Map<String, String> headers) {
            return new TreeMap<>(headers)
                    .entrySet().stream()
                            .map(header -> header.getKey() + "=" + encoded(header.getValue()))
                            .collect(Collectors.joining("&"));
        }

        /** RFC 3986: in a URI a plus sign is no blank. */
        private static String encoded(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        }

        @Override
        public String toString() {
            return "Sip[uri=" + uri + "]";
        }
    }

    /** Who we are to a SIP address. */
    record Credentials(String username, Secret password) {
        @Override
        public String toString() {
            return "Credentials[***]";
        }
    }

    /**
     * A room (page "TwiML Voice: Conference"): all who are in it hear each other.
     *
     * @param name 1 to 128 characters; whoever names the same is in the same room
     * @param starts whether it begins with this one; until then all wait
     * @param ends whether it is over for all when this one leaves
     * @param beeps whether a sound is heard when this one comes or goes
     */
    record Conference(String name, boolean starts, boolean ends, boolean beeps)
            implements DialNoun {
        private static final int NAME_CHARS = 128;

        public Conference {
            if (name.isBlank() || name.length() > NAME_CHARS) {
                throw new IllegalArgumentException(
                        "<Conference> with a name of %d characters: expected 1 to %d"
                                .formatted(name.length(), NAME_CHARS));
            }
        }
    }

    private static void requireCallback(String noun, String url) {
        if (!url.isEmpty()) {
            TwiML.requireHttpUrl("statusCallback of " + noun, url);
        }
    }
}

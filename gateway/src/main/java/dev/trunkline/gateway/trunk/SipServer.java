package dev.trunkline.gateway.trunk;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import dev.trunkline.gateway.config.keys.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A SIP server that Twilio calls by its address: a session border controller, a PBX (pages "TwiML
 * Voice: Sip" and "Create a Call resource"). Twilio answers its challenge with user and password.
 *
 * @param headers sent with the INVITE, such as {@code X-Tenant}
 */
public record SipServer(
        @Key(
                        value = "Where it is, with a port if it is not the transport's own",
                        range = "host or host:port",
                        required = true,
                        example = "sbc.example.com")
                String host,
        @Key(value = "How it is reached", or = "tls", range = "udp, tcp, tls") Transport transport,
        @Key("User that Twilio names when it is asked who calls") @Nullable String username,
        @Key(
                        value = "That user's password",
                        range = "a reference: env:NAME or file:PATH",
                        reference = true)
                @Nullable Secret password,
        @Key(
                        value = "Headers of the INVITE, such as `X-Tenant`",
                        range = "names that begin with X-, with values")
                Map<String, String> headers) {

    /** RFC 3261 section 19.1.1. */
    public enum Transport {
        UDP,
        TCP,
        TLS
    }

    private static final Pattern HOST =
            Pattern.compile(
                    "(?=.{1,259}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
                            + "(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*(:[1-9][0-9]{0,4})?");

    private static final Pattern HEADER = Pattern.compile("(?i)x-[a-z0-9-]{1,62}");

    /** What Twilio takes of them, as they stand in the address. */
    private static final int MOST_HEADER_CHARACTERS = 1_024;

    public SipServer {
        headers = Map.copyOf(headers);
        new Mistakes()
                .check(
                        HOST.matcher(host).matches(),
                        "host",
                        host,
                        "host or host:port",
                        "write what stands behind the @ of its address")
                .check(
                        username == null || (password != null && !username.isBlank()),
                        "username",
                        null,
                        "a user, and password with it",
                        "give both or neither")
                .check(
                        password == null || (username != null && !password.value().isBlank()),
                        "password",
                        null,
                        "a password that is not empty, and username with it",
                        "give both or neither")
                .check(
                        headers.keySet().stream().allMatch(HEADER.asMatchPredicate()),
                        "headers",
                        headers.keySet(),
                        "names that begin with X-",
                        "Twilio passes no others on")
                .check(
                        query(headers).length() <= MOST_HEADER_CHARACTERS,
                        "headers",
                        null,
                        "at most " + MOST_HEADER_CHARACTERS + " characters, escapes included",
                        "shorten them")
                .throwIfAny();
    }

    /** How {@code number} is called at this server, the headers included. */
    public SipUri address(PhoneNumber number) {
        String query = query(headers);
        return new SipUri(
                "sip:"
                        + number.e164()
                        + "@"
                        + host
                        + ";transport="
                        + transport.name().toLowerCase(Locale.ROOT)
                        + (query.isEmpty() ? "" : "?" + query));
    }

    private static String query(Map<String, String> headers) {
        return new TreeMap<>(headers)
                .entrySet().stream()
                        .map(header -> header.getKey() + "=" + escaped(header.getValue()))
                        .collect(Collectors.joining("&"));
    }

    /** RFC 3261 section 25.1: a plus stands for itself, so a space has to be an escape. */
    private static String escaped(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

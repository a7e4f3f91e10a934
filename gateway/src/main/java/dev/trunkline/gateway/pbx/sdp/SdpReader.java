package dev.trunkline.gateway.pbx.sdp;

import dev.trunkline.gateway.pbx.sdp.SdpOffer.Codec;
import dev.trunkline.gateway.pbx.sdp.SdpOffer.Direction;
import dev.trunkline.gateway.pbx.sdp.SdpOffer.Stream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one offer (RFC 8866) line by line. Lines it does not know are passed over, as they must.
 */
final class SdpReader {
    private static final int MOST_CHARACTERS = 16 * 1024;
    private static final Pattern MEDIA =
            Pattern.compile("([a-z]+) ([0-9]{1,5})(?:/[0-9]+)? ([A-Z/0-9]+) (.+)");
    private static final Pattern RTPMAP =
            Pattern.compile("([0-9]{1,3}) ([A-Za-z0-9-]+)/([0-9]{1,6})(?:/[0-9]+)?");
    private static final Pattern FMTP = Pattern.compile("([0-9]{1,3}) (.*)");
    private static final Pattern ADDRESS =
            Pattern.compile("IN (?:IP4|IP6) ([0-9A-Za-z.:-]{1,255})");

    /** RFC 3551 section 6: these need no rtpmap. */
    private static final Map<Integer, Codec> STATIC =
            Map.of(0, new Codec(0, "pcmu", 8_000, ""), 8, new Codec(8, "pcma", 8_000, ""));

    private final String sdp;
    private final List<Stream> streams = new ArrayList<>();
    private final Map<Integer, String> maps = new HashMap<>();
    private final Map<Integer, String> parameters = new HashMap<>();
    private List<Integer> payloadTypes = List.of();
    private @Nullable String sessionHost;
    private @Nullable String mediaHost;
    private int chosen = -1;
    private int port;
    private int rtcpPort;
    private boolean rtcpMux;
    private int ptimeMs = 20;
    private Direction sessionDirection = Direction.SENDRECV;
    private @Nullable Direction direction;

    SdpReader(String sdp) {
        this.sdp = sdp;
    }

    SdpOffer read() throws MalformedSdpException {
        if (sdp.length() > MOST_CHARACTERS) {
            throw new MalformedSdpException(
                    "the offer has more than " + MOST_CHARACTERS + " characters");
        }
        if (!sdp.startsWith("v=0")) {
            throw new MalformedSdpException("not SDP: expected its first line to be v=0");
        }
        for (String line : sdp.lines().toList()) {
            String text = line.strip();
            if (text.length() > 2 && text.charAt(1) == '=') {
                read(text.charAt(0), text.substring(2).strip());
            }
        }
        if (chosen < 0) {
            throw new MalformedSdpException(
                    "no audio stream: expected m=audio with a port and RTP/AVP");
        }
        String host = mediaHost == null ? sessionHost : mediaHost;
        if (host == null) {
            throw new MalformedSdpException("no address: expected c=IN IP4 with the peer's");
        }
        return new SdpOffer(
                host,
                port,
                rtcpPort == 0 ? rtcpMux ? port : port + 1 : rtcpPort,
                rtcpMux,
                codecs(),
                direction == null ? sessionDirection : direction,
                ptimeMs,
                streams,
                chosen);
    }

    private void read(char type, String value) throws MalformedSdpException {
        switch (type) {
            case 'm' -> media(value);
            case 'c' -> connection(value);
            case 'a' -> {
                if (streams.isEmpty() || inChosen()) {
                    attribute(value);
                }
            }
            default -> {} // says nothing of the media
        }
    }

    /** Whether the line belongs to the stream that is read. */
    private boolean inChosen() {
        return chosen >= 0 && chosen == streams.size() - 1;
    }

    private void media(String value) throws MalformedSdpException {
        Matcher line = MEDIA.matcher(value);
        if (!line.matches()) {
            throw new MalformedSdpException(
                    "an m= line cannot be read: expected m=audio 4000 RTP/AVP 0");
        }
        streams.add(new Stream(line.group(1), line.group(3), line.group(4)));
        int at = Integer.parseInt(line.group(2));
        if (chosen >= 0
                || at == 0
                || !line.group(1).equals("audio")
                || !line.group(3).matches("RTP/AVPF?")) {
            return;
        }
        if (at > 65_534) {
            throw new MalformedSdpException("m=audio has no usable port: expected 1 to 65534");
        }
        chosen = streams.size() - 1;
        port = at;
        List<Integer> types = new ArrayList<>();
        for (String each : line.group(4).split(" +", -1)) {
            if (!each.matches("[0-9]{1,3}") || Integer.parseInt(each) > 127) {
                throw new MalformedSdpException(
                        "m=audio names a payload type that is none: expected 0 to 127");
            }
            types.add(Integer.valueOf(each));
        }
        payloadTypes = types;
    }

    private void connection(String value) throws MalformedSdpException {
        Matcher address = ADDRESS.matcher(value);
        if (!address.matches()) {
            throw new MalformedSdpException(
                    "a c= line cannot be read: expected c=IN IP4 192.0.2.1");
        }
        if (streams.isEmpty()) {
            sessionHost = address.group(1);
        } else if (inChosen()) {
            mediaHost = address.group(1);
        }
    }

    private void attribute(String value) {
        int colon = value.indexOf(':');
        String name = colon < 0 ? value : value.substring(0, colon);
        String content = colon < 0 ? "" : value.substring(colon + 1).strip();
        switch (name) {
            case "rtpmap" -> keep(maps, RTPMAP.matcher(content), content);
            case "fmtp" -> keep(parameters, FMTP.matcher(content), content);
            case "rtcp-mux" -> rtcpMux = true;
            case "rtcp" -> rtcpPort = number(content.split(" ", 2)[0], 65_535, 0);
            case "ptime" -> ptimeMs = number(content, 120, 20);
            case "sendrecv", "sendonly", "recvonly", "inactive" -> {
                Direction said = Direction.valueOf(name.toUpperCase(Locale.ROOT));
                if (streams.isEmpty()) {
                    sessionDirection = said;
                } else {
                    direction = said;
                }
            }
            default -> {} // not ours
        }
    }

    private static void keep(Map<Integer, String> into, Matcher line, String content) {
        if (line.matches()) {
            into.put(Integer.valueOf(line.group(1)), content.substring(line.group(1).length() + 1));
        }
    }

    private static int number(String text, int most, int otherwise) {
        if (!text.matches("[0-9]{1,5}")) {
            return otherwise;
        }
        int number = Integer.parseInt(text);
        return number >= 1 && number <= most ? number : otherwise;
    }

    private List<Codec> codecs() {
        List<Codec> codecs = new ArrayList<>();
        for (int type : payloadTypes) {
            String map = maps.get(type);
            String own = parameters.getOrDefault(type, "");
            if (map != null) {
                String[] parts = map.split("/", -1);
                codecs.add(
                        new Codec(
                                type,
                                parts[0].toLowerCase(Locale.ROOT),
                                Integer.parseInt(parts[1]),
                                own));
            } else if (STATIC.containsKey(type)) {
                codecs.add(STATIC.get(type));
            }
        }
        return codecs;
    }
}

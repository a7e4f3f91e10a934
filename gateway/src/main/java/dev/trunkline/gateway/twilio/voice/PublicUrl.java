package dev.trunkline.gateway.twilio.voice;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address under which Twilio reaches this gateway. Everything that is signed or told to Twilio
 * is built from it and never from a {@code Host} header, which the peer chooses.
 *
 * <p>Only strings are joined: {@link URI} would decode and encode again, and a signature covers the
 * bytes as they were written.
 */
public final class PublicUrl {

    private static final Pattern PORT = Pattern.compile(":[0-9]*$");
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");

    private final boolean secure;
    private final String authority;
    private final String pathPrefix;
    private final @Nullable PublicUrl shared;

    private PublicUrl(
            boolean secure, String authority, String pathPrefix, @Nullable PublicUrl shared) {
        this.shared = shared;
        this.secure = secure;
        this.authority = authority;
        this.pathPrefix = pathPrefix;
    }

    /**
     * Reads what the configuration says.
     *
     * @param url {@code https://host[:port][/path]}; {@code http} only with a loopback host
     * @throws IllegalArgumentException naming what is wrong
     */
    public static PublicUrl of(String url) {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw problem("it is not a URL", e);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (uri.getHost() == null || uri.getRawUserInfo() != null) {
            throw problem("it has no host, or has a user name", null);
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw problem("it has a query or a fragment", null);
        }
        if (!scheme.equals("https") && !(scheme.equals("http") && isLoopback(uri.getHost()))) {
            throw problem("its scheme is not https (http is for loopback addresses)", null);
        }
        if (!uri.getHost().equals(uri.getHost().toLowerCase(Locale.ROOT))) {
            // twilio-node issue 924: libraries lower-case the host before they sign.
            throw problem("its host has capital letters", null);
        }
        String path = uri.getRawPath();
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        return new PublicUrl(scheme.equals("https"), uri.getRawAuthority(), path, null);
    }

    /**
     * The same, which Twilio may also reach under another URL: that of several gateways, any of
     * which answers. Nothing is told to Twilio but this gateway's own.
     *
     * @param url as in {@link #of}; null: there is none
     */
    public PublicUrl knownAlsoAs(@Nullable URI url) {
        return url == null
                ? this
                : new PublicUrl(secure, authority, pathPrefix, of(url.toString()));
    }

    private static IllegalArgumentException problem(String what, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "public URL: "
                        + what
                        + "; expected https://host[:port][/path] in lower case, as Twilio's console has it",
                cause);
    }

    /** Whether only this machine can be meant. */
    static boolean isLoopback(String host) {
        return LOOPBACK.matcher(host).matches();
    }

    /** Where Twilio posts to. */
    public String http(String pathAndQuery) {
        return (secure ? "https://" : "http://") + authority + pathPrefix + pathAndQuery;
    }

    /** Where Twilio opens a WebSocket to. */
    public String webSocket(String pathAndQuery) {
        return (secure ? "wss://" : "ws://") + authority + pathPrefix + pathAndQuery;
    }

    /**
     * Every URL that Twilio may have signed for this request, shared one included: as configured,
     * without port, and with the default one. Twilio's own libraries try the same, because its
     * signing of ports is not consistent.
     */
    List<String> candidates(boolean webSocket, String target) {
        String scheme =
                webSocket ? (secure ? "wss://" : "ws://") : (secure ? "https://" : "http://");
        String defaultPort = secure ? ":443" : ":80";
        String host = PORT.matcher(authority).replaceFirst("");
        var authorities = new LinkedHashSet<String>();
        authorities.add(authority);
        authorities.add(host);
        if (authority.equals(host) || authority.equals(host + defaultPort)) {
            authorities.add(host + defaultPort);
        }
        var urls = new ArrayList<String>();
        for (String each : authorities) {
            urls.add(scheme + each + pathPrefix + target);
        }
        if (shared != null) {
            urls.addAll(shared.candidates(webSocket, target));
        }
        return urls;
    }

    @Override
    public String toString() {
        return http("");
    }
}

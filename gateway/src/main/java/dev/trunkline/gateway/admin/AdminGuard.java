package dev.trunkline.gateway.admin;

import dev.trunkline.gateway.config.keys.Secret;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Lets a request pass that bears the admin token, as a bearer token (RFC 6750) or, from a browser,
 * as the password of any user (RFC 7617). Without a token to bear the port is on loopback, and
 * those pass that ask for this machine by name: a foreign page whose own name was pointed at
 * 127.0.0.1 must not read through its visitor's browser what only this machine may.
 */
final class AdminGuard implements Handler<RoutingContext> {
    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";
    // One header each: Chromium reads but one challenge from a line.
    private static final List<String> CHALLENGES =
            List.of("Basic realm=\"trunkline\", charset=\"UTF-8\"", "Bearer realm=\"trunkline\"");

    private final @Nullable Secret token;

    AdminGuard(@Nullable Secret token) {
        this.token = token;
    }

    @Override
    public void handle(RoutingContext context) {
        if (token == null) {
            onLoopback(context);
            return;
        }
        String authorization = context.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization != null
                && token.matches(offered(authorization, context.request().method()))) {
            context.next();
            return;
        }
        context.response().putHeader("WWW-Authenticate", CHALLENGES);
        ErrorAnswer.send(
                context,
                401,
                authorization == null
                        ? "no token: send Authorization: Bearer and the value of ADMIN_TOKEN, or"
                                + " in a browser any user name with it as password"
                        : "wrong token: expected the value of ADMIN_TOKEN as bearer token, or in a"
                                + " browser as password");
    }

    /**
     * What the header brings as token; empty, which is no token, if it is of another kind. A
     * browser adds a password to whatever another site has it send, so that one may only read.
     */
    private static String offered(String authorization, HttpMethod method) {
        if (authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return authorization.substring(BEARER.length()).strip();
        }
        boolean reads = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
        if (!reads || !authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return "";
        }
        try {
            byte[] decoded =
                    Base64.getDecoder().decode(authorization.substring(BASIC.length()).strip());
            String userAndPassword = new String(decoded, StandardCharsets.UTF_8);
            return userAndPassword.substring(userAndPassword.indexOf(':') + 1);
        } catch (IllegalArgumentException notBase64) {
            return "";
        }
    }

    private static void onLoopback(RoutingContext context) {
        HostAndPort authority = context.request().authority();
        if (authority != null && isLoopback(authority.host())) {
            context.next();
            return;
        }
        ErrorAnswer.send(
                context,
                403,
                "without ADMIN_TOKEN only requests to localhost are answered: set a token, or ask"
                        + " for 127.0.0.1");
    }

    private static boolean isLoopback(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.equals("[::1]")
                || name.equals("::1")
                || name.matches("127(\\.\\d{1,3}){3}");
    }
}

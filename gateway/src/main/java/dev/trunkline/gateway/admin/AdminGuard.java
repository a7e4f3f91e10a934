package dev.trunkline.gateway.admin;

import dev.trunkline.gateway.config.keys.Secret;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** Lets a request pass that bears the admin token; all of them if there is none to bear. */
final class AdminGuard implements Handler<RoutingContext> {
    private static final String BEARER = "Bearer ";

    private final @Nullable Secret token;

    AdminGuard(@Nullable Secret token) {
        this.token = token;
    }

    @Override
    public void handle(RoutingContext context) {
        if (token == null) { // the port is bound to loopback then
            context.next();
            return;
        }
        String authorization = context.request().getHeader(HttpHeaders.AUTHORIZATION);
        boolean bears =
                authorization != null
                        && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                        && token.matches(authorization.substring(BEARER.length()).strip());
        if (bears) {
            context.next();
            return;
        }
        context.response().putHeader("WWW-Authenticate", "Bearer");
        ErrorAnswer.send(
                context,
                401,
                authorization == null
                        ? "no token: send Authorization: Bearer and the value of ADMIN_TOKEN"
                        : "wrong token: expected the value of ADMIN_TOKEN as bearer token");
    }
}

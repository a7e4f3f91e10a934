package dev.trunkline.gateway.admin;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Styles, scripts and the plotting library (uPlot, from its jar), all from this port: the pages
 * need no internet. Read once, when the server is made; browsers ask again with the tag they have.
 */
final class Assets {
    private static final String PAGE = "/dev/trunkline/gateway/admin/page/";
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
    private static final String CSS = "text/css; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";

    void mount(Router router) {
        serve(router, "trunkline.css", PAGE, CSS);
        serve(router, "compare.js", PAGE, SCRIPT);
        serve(router, "calls.js", PAGE, SCRIPT);
        serve(router, "icon.svg", PAGE, "image/svg+xml");
        serve(router, "uPlot.min.css", UPLOT, CSS);
        serve(router, "uPlot.iife.min.js", UPLOT, SCRIPT);
        router.get("/favicon.ico").handler(context -> context.redirect("/assets/icon.svg"));
    }

    private static void serve(Router router, String name, String folder, String contentType) {
        byte[] content = read(folder + name);
        String tag = '"' + digest(content) + '"';
        router.get("/assets/" + name)
                .handler(context -> answer(context, contentType, tag, Buffer.buffer(content)));
    }

    private static void answer(
            RoutingContext context, String contentType, String tag, Buffer content) {
        context.response()
                .putHeader(HttpHeaders.ETAG, tag)
                .putHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache");
        String known = context.request().getHeader(HttpHeaders.IF_NONE_MATCH);
        if (known != null && known.contains(tag)) {
            context.response().setStatusCode(304).end();
            return;
        }
        Reply.end(context, contentType, content);
    }

    private static byte[] read(String resource) {
        try (InputStream stream = Assets.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("not in this build: " + resource);
            }
            return stream.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + resource, unreadable);
        }
    }

    private static String digest(byte[] content) {
        try {
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(sha256, 0, 16);
        } catch (NoSuchAlgorithmException impossible) { // every Java platform has it
            throw new IllegalStateException(impossible);
        }
    }
}

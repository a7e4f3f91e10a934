package dev.trunkline.gateway.twilio.voice;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.regex.Pattern;

/** Reads one request's body, bounded in bytes and in time. */
final class BodyReader {

    /** Twilio's webhooks stay under 4 KiB. */
    static final int BODY_BYTES = 64 * 1024;

    /** Cheaper to refuse before the first byte; what this lets through is counted as it comes. */
    private static final Pattern FEW_DIGITS = Pattern.compile("[0-9]{1,5}");

    private final Promise<Buffer> whole = Promise.promise();
    private final Buffer body = Buffer.buffer();

    private BodyReader() {}

    /**
     * The body; fails with {@link Refused} if there is too much of it or it takes too long. Call it
     * on the request's context before anything else reads the request.
     */
    static Future<Buffer> read(Vertx vertx, HttpServerRequest request, long bodyTimeoutMs) {
        var reader = new BodyReader();
        String announced = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (announced != null && !isWithin(announced)) {
            return Future.failedFuture(new Refused(Rejection.OVERSIZE));
        }
        long timer =
                vertx.setTimer(
                        bodyTimeoutMs, _ -> reader.whole.tryFail(new Refused(Rejection.SLOW_BODY)));
        request.handler(reader::append);
        request.exceptionHandler(reader.whole::tryFail);
        request.endHandler(_ -> reader.whole.tryComplete(reader.body));
        return reader.whole.future().onComplete(_ -> vertx.cancelTimer(timer));
    }

    private static boolean isWithin(String announced) {
        return FEW_DIGITS.matcher(announced).matches() && Integer.parseInt(announced) <= BODY_BYTES;
    }

    private void append(Buffer chunk) {
        if (whole.future().isComplete()) {
            return; // refused: what still comes is not kept
        }
        if (body.length() + chunk.length() > BODY_BYTES) {
            whole.tryFail(new Refused(Rejection.OVERSIZE));
        } else {
            body.appendBuffer(chunk);
        }
    }

    /** The peer is at fault. */
    static final class Refused extends Exception {
        private final Rejection rejection;

        Refused(Rejection rejection) {
            super(rejection.name(), null, false, false);
            this.rejection = rejection;
        }

        Rejection rejection() {
            return rejection;
        }
    }
}

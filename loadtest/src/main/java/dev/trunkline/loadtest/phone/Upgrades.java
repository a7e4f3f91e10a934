package dev.trunkline.loadtest.phone;

import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Opens a call's sockets: signed as Twilio does, or as the script deviates. One event loop. */
final class Upgrades {
    private final CallFlow.Surroundings around;
    private final CallScript script;
    private final PhoneCall call;

    Upgrades(CallFlow.Surroundings around, CallScript script, PhoneCall call) {
        this.around = around;
        this.script = script;
        this.call = call;
    }

    /** Exactly one of {@code opened} and {@code refused} is called. */
    void open(
            StreamConnector.Target target,
            URI url,
            StreamSocket socket,
            Runnable opened,
            Consumer<StreamRefused> refused) {
        var _ =
                around.connector()
                        .connect(around.loop(), target, url, headers(url), socket)
                        .whenComplete((done, cause) -> {
                            if (cause == null) {
                                opened.run();
                            } else {
                                refused.accept(
                                        cause instanceof StreamRefused known
                                                ? known
                                                : new StreamRefused(
                                                        Violation.STREAM_HANDSHAKE,
                                                        cause.toString()));
                            }
                            around.loop().settle();
                        });
    }

    private Map<String, String> headers(URI url) {
        if (script.deviations().contains(Deviation.STREAM_NO_SIGNATURE)) {
            return Map.of();
        }
        boolean wrong = script.deviations().contains(Deviation.STREAM_WRONG_SIGNATURE);
        String token = around.account().authToken() + (wrong ? "?" : "");
        // seen in the wild in either case: half the calls write it in small letters
        boolean small = (call.callSid().hashCode() & 1) == 0;
        return Map.of(
                small ? "x-twilio-signature" : "X-Twilio-Signature",
                TwilioSignature.sign(token, url.toString(), new TreeMap<>()));
    }
}

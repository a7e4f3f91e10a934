package dev.trunkline.loadtest.load;

import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.GatewayAddress;
import dev.trunkline.loadtest.phone.SimulatedTwilio;
import dev.trunkline.loadtest.phone.TwilioAccount;
import io.vertx.core.Vertx;
import java.net.URI;

/** The gateway under load. */
sealed interface LoadTarget {
    /** A gateway that is called as Twilio calls it: signed webhook, TwiML, signed stream. */
    record Webhook(
            GatewayAddress address, TwilioAccount account, String voicePath, boolean converts)
            implements LoadTarget {
        Webhook(GatewayAddress address, TwilioAccount account, String voicePath) {
            this(address, account, voicePath, false);
        }
    }

    /** A relay whose stream is opened at once: no webhook, no token. */
    record Direct(URI streamUrl) implements LoadTarget {
        @Override
        public boolean converts() {
            return false;
        }
    }

    /** Whether its sessions with the model are in linear audio at 24 kHz. */
    boolean converts();

    /** Twilio with this target behind its number. */
    default SimulatedTwilio twilio(Vertx vertx) {
        return switch (this) {
            case Webhook webhook -> SimulatedTwilio.create(vertx, webhook.account, webhook.address);
            case Direct _ ->
                    SimulatedTwilio.direct(
                            vertx, new TwilioAccount("AC" + "0".repeat(32), "not signed for"));
        };
    }

    /** The begin of a call's script. */
    default CallScript.Builder script() {
        return switch (this) {
            case Webhook webhook -> CallScript.inbound(webhook.voicePath);
            case Direct direct -> CallScript.direct(direct.streamUrl);
        };
    }
}

package dev.trunkline.loadtest.relay;

import org.jspecify.annotations.Nullable;

/** One message of the gateway's, valid (Twilio Docs, "Getting and sending WebSocket messages"). */
sealed interface GatewayMessage {
    /** Part of a talk cycle; null members were absent. */
    record Text(
            String token,
            boolean last,
            @Nullable String lang,
            @Nullable Boolean interruptible,
            @Nullable Boolean preemptible)
            implements GatewayMessage {}

    /** {@code loops} 1 or more. */
    record Play(
            String source,
            int loops,
            @Nullable Boolean interruptible,
            @Nullable Boolean preemptible)
            implements GatewayMessage {}

    record SendDigits(String digits) implements GatewayMessage {}

    /** At least one is not null. */
    record Language(@Nullable String tts, @Nullable String transcription)
            implements GatewayMessage {}

    record End(@Nullable String handoffData) implements GatewayMessage {}
}

package dev.trunkline.gateway.config.pbx;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import dev.trunkline.gateway.config.keys.Secret;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * One Asterisk whose calls the gateway takes through ARI.
 *
 * @param transferContext null: transfers to numbers are left to the dialplan behind {@code
 *     Stasis()}
 */
public record AsteriskConfig(
        @Key(value = "Name in metrics and logs", entryName = true) String name,
        @Key(
                        value = "Its HTTP server, without `/ari`",
                        range = "an http or https URL",
                        required = true,
                        example = "http://pbx.example.com:8088")
                URI url,
        @Key(value = "User of its `ari.conf`", required = true, example = "trunkline")
                String username,
        @Key(
                        value = "That user's password",
                        range = "a reference: env:NAME or file:PATH",
                        reference = true,
                        required = true,
                        example = "env:ARI_PASSWORD")
                Secret password,
        @Key(
                        value = "The application that its dialplan names, as in Stasis(trunkline)",
                        or = "trunkline",
                        range = "letters, digits, - and _")
                String application,
        @Key(value = "How its media comes", or = "rtp", range = "rtp, websocket") Media media,
        @Key(
                        value =
                                "The format asked for. Over RTP with `opus` the caller is heard in Opus"
                                        + " and the agent sent in `ulaw`: Asterisk takes no other there",
                        or = "ulaw",
                        range =
                                "rtp: ulaw, alaw, opus; websocket also slin, slin16, slin24, slin48")
                PbxFormat format,
        @Key(
                        value =
                                "Who opens a media socket: the gateway, or Asterisk by its"
                                        + " `websocket_client.conf`",
                        or = "gateway",
                        range = "gateway, asterisk")
                Connect connect,
        @Key(
                        value = "Section of `websocket_client.conf`, with `connect: asterisk`",
                        or = "trunkline")
                String webSocketClient,
        @Key(
                        value = "Form of the control messages on a media socket; json from 22.8 on",
                        or = "json",
                        range = "json, plain_text")
                Control control,
        @Key(value = "Trunk that its calls come over, of kind `pbx`", or = "unknown") String trunk,
        @Key("Dialplan context in which a call goes on that the agent sends to a number")
                @Nullable String transferContext) {

    /** How the audio travels. */
    public enum Media {
        RTP,
        WEBSOCKET
    }

    /** Which side is the WebSocket client. */
    public enum Connect {
        GATEWAY,
        ASTERISK
    }

    /** Forms of chan_websocket's control messages. */
    public enum Control {
        JSON,
        PLAIN_TEXT
    }

    private static final String DIALPLAN_WORD = "[A-Za-z0-9_-]{1,79}";

    public AsteriskConfig {
        boolean opusOrG711 = format.isG711() || format == PbxFormat.OPUS;
        new Mistakes()
                .check(
                        url.getHost() != null
                                && String.valueOf(url.getScheme()).matches("https?")
                                && url.getUserInfo() == null
                                && url.getQuery() == null,
                        "url",
                        url.getHost(),
                        "an http or https URL without user and query",
                        "write it as in http://pbx.example.com:8088")
                .check(
                        !username.isBlank() && !username.contains(":"),
                        "username",
                        null,
                        "a user name without a colon",
                        "take it from ari.conf")
                .check(
                        !password.value().isBlank(),
                        "password",
                        null,
                        "a password that is not empty",
                        "take it from ari.conf")
                .check(
                        application.matches(DIALPLAN_WORD),
                        "application",
                        application,
                        "letters, digits, - and _",
                        "the dialplan's Stasis() names the same")
                .check(
                        media == Media.WEBSOCKET || opusOrG711,
                        "format",
                        format,
                        "ulaw, alaw or opus with media: rtp",
                        "use media: websocket for linear formats: Asterisk drops ours over RTP")
                .check(
                        webSocketClient.matches(DIALPLAN_WORD),
                        "webSocketClient",
                        webSocketClient,
                        "a section's name",
                        "take it from websocket_client.conf")
                .check(
                        transferContext == null || transferContext.matches(DIALPLAN_WORD),
                        "transferContext",
                        transferContext,
                        "a dialplan context",
                        "take it from extensions.conf")
                .throwIfAny();
    }
}

package dev.trunkline.gateway.twilio.rest;

import static dev.trunkline.gateway.twilio.rest.FakeApi.ACCOUNT;
import static dev.trunkline.gateway.twilio.rest.FakeApi.TOKEN;
import static dev.trunkline.gateway.twilio.rest.FakeApi.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.twilio.rest.api.v2010.account.Message;
import com.twilio.rest.api.v2010.account.MessageCreator;
import dev.trunkline.gateway.config.keys.Secret;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.observability.metrics.GatewayMeters;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Text messages are asked for as Twilio's own client asks, field by field. */
class MessageRequestIT {
    private static final PhoneNumber TO = new PhoneNumber("+447700900555");
    private static final PhoneNumber FROM = new PhoneNumber("+442079460000");
    private static final String SERVICE = "MG0123456789abcdef0123456789abcdef";
    private static final String BODY = "Zoë: 50% & 1+1=2 — naïve?\nTwo \uD83D\uDE00 = lines";

    private final Vertx vertx = Vertx.vertx();
    private final GatewayMeters meters = new GatewayMeters();
    private final FakeApi api = new FakeApi(vertx).answer(201, FakeApi.MESSAGE);

    @AfterEach
    void close() {
        api.close();
        await(vertx.close());
        meters.close();
    }

    private TwilioRest client(RestSettings settings) {
        return new TwilioRest(vertx, settings, meters.twilio());
    }

    /** What the vendor's client sent, and then ours. */
    private void assertBothAskTheSame() {
        assertThat(api.seen()).hasSize(2);
        assertThat(api.seen().getLast()).isEqualTo(api.seen().getFirst());
        assertThat(api.seen().getLast().fields()).isNotEmpty();
    }

    private void vendor(MessageCreator creator, String user, String password) {
        Message message = creator.create(VendorClient.to(api.url(), user, password, ACCOUNT));
        assertThat(message.getSid()).isEqualTo("SM00000000000000000000000000000001");
    }

    @Test
    void fromANumber() {
        vendor(
                Message.creator(
                        new com.twilio.type.PhoneNumber(TO.e164()),
                        new com.twilio.type.PhoneNumber(FROM.e164()),
                        BODY),
                ACCOUNT,
                TOKEN);
        String sid = await(client(api.settings()).send(Optional.of(FROM), TO, BODY));
        assertThat(sid).isEqualTo("SM00000000000000000000000000000001");
        assertBothAskTheSame();
    }

    @Test
    void fromTheMessagingServiceThatIsConfigured_withAnApiKey() {
        String key = "SK0123456789abcdef0123456789abcdef";
        vendor(
                Message.creator(new com.twilio.type.PhoneNumber(TO.e164()), SERVICE, BODY),
                key,
                "key:secret");
        RestSettings settings =
                new RestSettings(api.url(), ACCOUNT, key, new Secret("key:secret"), SERVICE);
        await(client(settings).send(Optional.empty(), TO, BODY));
        assertBothAskTheSame();
    }

    @Test
    void withAStatusCallback() {
        URI callback =
                URI.create("https://voice.gateway.example/twilio/message-status?c=7&d=a%20b");
        vendor(
                Message.creator(
                                new com.twilio.type.PhoneNumber(TO.e164()),
                                new com.twilio.type.PhoneNumber(FROM.e164()),
                                BODY)
                        .setStatusCallback(callback),
                ACCOUNT,
                TOKEN);
        SentMessage sent =
                await(
                        client(api.settings())
                                .create(new NewMessage(TO, FROM, null, BODY, callback)));
        assertThat(sent).isEqualTo(new SentMessage("SM00000000000000000000000000000001", "queued"));
        assertBothAskTheSame();
    }
}

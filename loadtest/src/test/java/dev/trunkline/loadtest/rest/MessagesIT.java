package dev.trunkline.loadtest.rest;

import static dev.trunkline.loadtest.rest.ApiBench.ACCOUNT;
import static dev.trunkline.loadtest.rest.ApiBench.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.twilio.exception.ApiException;
import com.twilio.exception.AuthenticationException;
import com.twilio.rest.api.v2010.account.Message;
import dev.trunkline.gateway.call.CarrierApiFailure;
import dev.trunkline.gateway.trunk.PhoneNumber;
import io.vertx.core.Future;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The simulated Messages resource is Twilio's as far as its own client and the gateway's tell. */
class MessagesIT {
    private static final PhoneNumber TO = new PhoneNumber("+447700900555");
    private static final PhoneNumber FROM = new PhoneNumber("+442079460000");

    private ApiBench bench;

    @BeforeEach
    void open() throws Exception {
        bench = new ApiBench();
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void vendorsClient_readsWhatItIsAnswered() {
        Message message =
                Message.creator(
                                new com.twilio.type.PhoneNumber(TO.e164()),
                                new com.twilio.type.PhoneNumber(FROM.e164()),
                                "Zoë & 1+1=2")
                        .create(bench.vendor());
        assertThat(message.getSid()).matches("SM[0-9a-f]{32}");
        assertThat(message.getStatus()).isEqualTo(Message.Status.QUEUED);
        assertThat(message.getBody()).isEqualTo("Zoë & 1+1=2");
        assertThat(message.getTo()).isEqualTo(TO.e164());
        assertThat(message.getFrom().getEndpoint()).isEqualTo(FROM.e164());
        assertThat(message.getAccountSid()).isEqualTo(ACCOUNT.accountSid());
        assertThat(message.getDirection()).isEqualTo(Message.Direction.OUTBOUND_API);
        assertThat(message.getDateCreated()).isNotNull();
        assertThat(message.getNumSegments()).isEqualTo("1");
        SentText sent = bench.api.messages().getFirst();
        assertThat(sent.sid()).isEqualTo(message.getSid());
        assertThat(sent.at().getEpochSecond()).isEqualTo(message.getDateCreated().toEpochSecond());
        assertThat(bench.api.violations()).isEmpty();
    }

    @Test
    void gatewaysMessages_areKeptInOrderWithTheirTimes() throws Exception {
        long before = System.nanoTime();
        String first = await(bench.rest.send(Optional.of(FROM), TO, "one"));
        String second = await(bench.rest.send(Optional.of(FROM), TO, "two"));
        List<SentText> sent = bench.api.messages();
        assertThat(sent).extracting(SentText::sid).containsExactly(first, second);
        assertThat(sent).extracting(SentText::body).containsExactly("one", "two");
        assertThat(sent.getFirst().atNanos()).isBetween(before, sent.getLast().atNanos());
        assertThat(sent.getLast().atNanos()).isLessThan(System.nanoTime());
        assertThat(bench.api.violations()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "From=%2B442079460000&Body=x | 21604",
                "To=07700900555&From=%2B442079460000&Body=x | 21211",
                "To=%2B447700900555&Body=x | 21603",
                "To=%2B447700900555&From=not+a+number&Body=x | 21212",
                "To=%2B447700900555&From=%2B447700900555&Body=x | 21266",
                "To=%2B447700900555&From=%2B442079460000 | 21602",
                "To=%2B447700900555&From=%2B442079460000&Body= | 21602",
                "To=%2B447700900555&MessagingServiceSid=XX1&Body=x | 21701",
                "To=%2B447700900555&From=%2B442079460000&Body=x&StatusCallback=https://a_b.example/ | 21609",
                "To=%2B447700900555&From=%2B442079460000&Body=x&Colour=blue | 20001",
                "To=%2B447700900555&To=%2B447700900556&From=%2B442079460000&Body=x | 20001",
                "To=%2B447700900555&From=%2B442079460000&Body=%zz | 20001",
            })
    void wrongForms_areRefusedWithTwiliosCode_andNoted(String form, int code) throws Exception {
        HttpResponse<String> answer = bench.post("/Messages.json", form);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("\"code\":" + code + ",")
                .contains("\"more_info\":\"https://www.twilio.com/docs/errors/" + code + "\"")
                .contains("\"status\":400");
        assertThat(bench.api.violations()).extracting(ApiViolation::code).containsExactly(code);
        assertThat(bench.api.messages()).isEmpty();
    }

    @Test
    void whatIsNotThere_isNotFound() throws Exception {
        HttpResponse<String> answer = bench.post("/Faxes.json", "To=1");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("\"code\":20404");
    }

    @Test
    void wrongToken_isUnauthorised_forEitherClient() throws Exception {
        assertThatThrownBy(() ->
                        Message.creator(
                                        new com.twilio.type.PhoneNumber(TO.e164()),
                                        new com.twilio.type.PhoneNumber(FROM.e164()),
                                        "x")
                                .create(
                                        VendorClient.to(
                                                bench.api.url(),
                                                ACCOUNT.accountSid(),
                                                "wrong",
                                                ACCOUNT.accountSid())))
                .isInstanceOfAny(ApiException.class, AuthenticationException.class);
        assertThat(
                        ApiBench.failure(
                                bench.rest(ACCOUNT.accountSid(), "wrong")
                                        .send(Optional.of(FROM), TO, "x")))
                .isEqualTo(new CarrierApiFailure.Unauthorised(401, 20003));
        assertThat(bench.api.messages()).isEmpty();
    }

    @Test
    void apiKey_isAccepted_onceItIsKnown() throws Exception {
        String key = "SK0123456789abcdef0123456789abcdef";
        bench.api.acceptKey(key, "key-secret");
        await(bench.rest(key, "key-secret").send(Optional.of(FROM), TO, "x"));
        assertThat(bench.api.messages()).hasSize(1);
    }

    private CarrierApiFailure failure(ApiFault fault) throws Exception {
        bench.api.failNext(fault);
        return ApiBench.failure(bench.rest.send(Optional.of(FROM), TO, "x"));
    }

    /** What is done is what the client must say may have been done. */
    @Test
    void faults_comeOnDemand_andNoMessageGoesOutTwice() throws Exception {
        List<ApiFault> faults =
                List.of(
                        new ApiFault.HtmlPage(404),
                        new ApiFault.BrokenJson(),
                        new ApiFault.BrokenOff(),
                        new ApiFault.Reset(false),
                        new ApiFault.Reset(true),
                        new ApiFault.Padded(2 * 1024 * 1024),
                        ApiFault.serverError(),
                        ApiFault.unauthorised(),
                        ApiFault.rateLimited(3_600));
        int done = 0;
        for (ApiFault fault : faults) {
            CarrierApiFailure failure = failure(fault);
            done += fault.done() ? 1 : 0;
            assertThat(bench.api.messages()).as("%s: %s", fault, failure).hasSize(done);
            if (fault.done()) {
                assertThat(failure.mayHaveBeenDone()).as(fault.toString()).isTrue();
            }
        }
        assertThat(bench.api.received()).isEqualTo(faults.size());
        assertThat(bench.api.violations()).isEmpty();
    }

    @Test
    void rateLimit_delaysAMessage_andNothingMore() throws Exception {
        bench.api.failNext(ApiFault.rateLimited(null), ApiFault.rateLimited(0));
        await(bench.rest.send(Optional.of(FROM), TO, "x"));
        assertThat(bench.api.messages()).hasSize(1);
        assertThat(bench.api.received()).isEqualTo(3);
    }

    @Test
    void lateAnswer_isWaitedFor() throws Exception {
        bench.api.failNext(new ApiFault.Late(Duration.ofMillis(200)));
        await(bench.rest.send(Optional.of(FROM), TO, "x"));
        assertThat(bench.api.received()).isEqualTo(1);
    }

    @Test
    void standingFault_staysUntilItIsLifted() throws Exception {
        bench.api.failAlways(ApiFault.serverError());
        for (int i = 0; i < 2; i++) {
            assertThat(ApiBench.failure(bench.rest.send(Optional.of(FROM), TO, "x")))
                    .isInstanceOf(CarrierApiFailure.Refused.class);
        }
        bench.api.failAlways(null);
        await(bench.rest.send(Optional.of(FROM), TO, "x"));
        assertThat(bench.api.messages()).hasSize(1);
    }

    @Test
    void moreAtOnceThanAllowed_isRefused_untilOneIsOver() throws Exception {
        bench.api.concurrencyLimit(1);
        bench.api.failNext(new ApiFault.Late(Duration.ofMillis(100)));
        Future<String> first = bench.rest.send(Optional.of(FROM), TO, "first");
        await("the first is in progress", () -> bench.api.messages().size() == 1);
        String second = await(bench.rest.send(Optional.of(FROM), TO, "second"));
        assertThat(await(first)).isNotEqualTo(second);
        assertThat(bench.api.messages()).hasSize(2);
        assertThat(bench.api.received()).isGreaterThan(2);
    }
}

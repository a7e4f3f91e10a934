package dev.trunkline.gateway.twilio.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.twilio.http.HttpMethod;
import com.twilio.twiml.VoiceResponse;
import com.twilio.twiml.voice.Conference;
import com.twilio.twiml.voice.Connect;
import com.twilio.twiml.voice.Dial;
import com.twilio.twiml.voice.Enqueue;
import com.twilio.twiml.voice.Gather;
import com.twilio.twiml.voice.Hangup;
import com.twilio.twiml.voice.Number;
import com.twilio.twiml.voice.Parameter;
import com.twilio.twiml.voice.Pause;
import com.twilio.twiml.voice.Play;
import com.twilio.twiml.voice.Record;
import com.twilio.twiml.voice.Redirect;
import com.twilio.twiml.voice.Reject;
import com.twilio.twiml.voice.Say;
import com.twilio.twiml.voice.Sip;
import com.twilio.twiml.voice.Task;
import dev.trunkline.gateway.config.keys.Secret;
import dev.trunkline.gateway.trunk.CallQueue;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.gateway.trunk.SipUri;
import dev.trunkline.gateway.trunk.TaskWorkflow;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** Twilio's own builders are the oracle; documents are compared as trees. */
class TwiMLTest {

    private static final String AWKWARD = "Zoë & \"Co\" <b> 'x' 50% \t\n\r\u2014 \ud83d\ude00 ]]>";
    private static final String SOCKET = "wss://voice.gateway.example/twilio/stream";
    private static final String WORKFLOW = "WW0123456789abcdef0123456789abcdef";
    private static final String BYOC = "BY00112233445566778899aabbccddeeff";
    private static final String AFTER = "https://voice.gateway.example/twilio/after?step=1&c=2";
    private static final String CALLBACK = "https://voice.gateway.example/twilio/stream-status";

    @Test
    void connectStream_asTwiliosBuilderWritesIt() throws Exception {
        String ours =
                TwiML.document(
                        new TwiML.Connect(
                                new TwiML.Stream(
                                        SOCKET,
                                        "agent",
                                        CALLBACK,
                                        Map.of("token", AWKWARD, "call", "c-1", "empty", ""))),
                        new TwiML.Redirect("https://voice.gateway.example/next?a=1&b=%2B"));
        var stream =
                new com.twilio.twiml.voice.Stream.Builder()
                        .url(SOCKET)
                        .name("agent")
                        .statusCallback(CALLBACK)
                        .statusCallbackMethod(
                                com.twilio.twiml.voice.Stream.StatusCallbackMethod.POST);
        stream.parameter(new Parameter.Builder().name("call").value("c-1").build())
                .parameter(new Parameter.Builder().name("empty").value("").build())
                .parameter(new Parameter.Builder().name("token").value(AWKWARD).build());
        var theirs =
                new VoiceResponse.Builder()
                        .connect(new Connect.Builder().stream(stream.build()).build())
                        .redirect(
                                new Redirect.Builder("https://voice.gateway.example/next?a=1&b=%2B")
                                        .method(HttpMethod.POST)
                                        .build());
        assertSame(ours, theirs.build());
    }

    @Test
    void spokenVerbs_asTwiliosBuilderWritesThem() throws Exception {
        String ours =
                TwiML.document(
                        new TwiML.Say(AWKWARD, "en-GB", "Polly.Amy"),
                        new TwiML.Pause(3),
                        new TwiML.Play("https://cdn.example/sorry.mp3?x=1&y=2"),
                        new TwiML.Hangup());
        var theirs =
                new VoiceResponse.Builder()
                        .say(
                                new Say.Builder(AWKWARD)
                                        .voice(Say.Voice.POLLY_AMY)
                                        .language(Say.Language.EN_GB)
                                        .build())
                        .pause(new Pause.Builder().length(3).build())
                        .play(new Play.Builder("https://cdn.example/sorry.mp3?x=1&y=2").build())
                        .hangup(new Hangup.Builder().build());
        assertSame(ours, theirs.build());
    }

    @Test
    void dialNumber_asTwiliosBuilderWritesIt() throws Exception {
        String ours =
                TwiML.document(
                        new TwiML.Dial(
                                new PhoneNumber("+447700900555"),
                                Optional.of(new PhoneNumber("+442079460000")),
                                25,
                                "https://voice.gateway.example/twilio/after-dial"));
        var theirs =
                new VoiceResponse.Builder()
                        .dial(
                                new Dial.Builder()
                                        .callerId("+442079460000")
                                        .timeout(25)
                                        .action("https://voice.gateway.example/twilio/after-dial")
                                        .method(HttpMethod.POST)
                                        .answerOnBridge(true)
                                        .number(new Number.Builder("+447700900555").build())
                                        .build());
        assertSame(ours, theirs.build());
    }

    @Test
    void dialSip_asTwiliosBuilderWritesIt() throws Exception {
        String uri = "sip:ops@pbx.example;transport=tls";
        String ours = TwiML.document(new TwiML.Dial(new SipUri(uri), Optional.empty(), 30, ""));
        var theirs =
                new VoiceResponse.Builder()
                        .dial(
                                new Dial.Builder()
                                        .timeout(30)
                                        .answerOnBridge(true)
                                        .sip(new Sip.Builder(uri).build())
                                        .build());
        assertSame(ours, theirs.build());
    }

    @Test
    void dialNumberOverATrunk_asTwiliosBuilderWritesIt() throws Exception {
        String ours =
                TwiML.document(
                        new TwiML.Dial(
                                new DialNoun.Phone(
                                        new PhoneNumber("+447700900555"), BYOC, CALLBACK),
                                Optional.of(new PhoneNumber("+442079460000")),
                                20,
                                AFTER));
        var theirs =
                new VoiceResponse.Builder()
                        .dial(
                                new Dial.Builder()
                                        .callerId("+442079460000")
                                        .timeout(20)
                                        .action(AFTER)
                                        .method(HttpMethod.POST)
                                        .answerOnBridge(true)
                                        .number(
                                                new Number.Builder("+447700900555")
                                                        .byoc(BYOC)
                                                        .statusCallback(CALLBACK)
                                                        .statusCallbackMethod(HttpMethod.POST)
                                                        .statusCallbackEvents(
                                                                List.of(
                                                                        Number.Event.INITIATED,
                                                                        Number.Event.RINGING,
                                                                        Number.Event.ANSWERED,
                                                                        Number.Event.COMPLETED))
                                                        .build())
                                        .build());
        assertSame(ours, theirs.build());
    }

    @Test
    void dialSipWithHeadersAndCredentials_asTwiliosBuilderWritesIt() throws Exception {
        String ours =
                TwiML.document(
                        new TwiML.Dial(
                                new DialNoun.Sip(
                                        new SipUri("sip:ops@pbx.example;transport=tls"),
                                        Map.of("X-Tenant", "acme & co", "X-Call", "c-1"),
                                        Optional.of(
                                                new DialNoun.Credentials(
                                                        "us\"er", new Secret("pass & <word>"))),
                                        CALLBACK),
                                Optional.empty(),
                                30,
                                ""));
        var theirs =
                new VoiceResponse.Builder()
                        .dial(
                                new Dial.Builder()
                                        .timeout(30)
                                        .answerOnBridge(true)
                                        .sip(
                                                new Sip.Builder(
                                                                "sip:ops@pbx.example;transport=tls?X-Call=c-1&X-Tenant=acme%20%26%20co")
                                                        .username("us\"er")
                                                        .password("pass & <word>")
                                                        .statusCallback(CALLBACK)
                                                        .statusCallbackMethod(HttpMethod.POST)
                                                        .statusCallbackEvents(
                                                                List.of(
                                                                        Sip.Event.INITIATED,
                                                                        Sip.Event.RINGING,
                                                                        Sip.Event.ANSWERED,
                                                                        Sip.Event.COMPLETED))
                                                        .build())
                                        .build());
        assertSame(ours, theirs.build());
    }

    @Test
    void dialConference_asTwiliosBuilderWritesIt() throws Exception {
        String ours =
                TwiML.document(
                        new TwiML.Dial(
                                new DialNoun.Conference(AWKWARD, true, false, false), AFTER));
        var theirs =
                new VoiceResponse.Builder()
                        .dial(
                                new Dial.Builder()
                                        .timeout(30)
                                        .action(AFTER)
                                        .method(HttpMethod.POST)
                                        .answerOnBridge(true)
                                        .conference(
                                                new Conference.Builder(AWKWARD)
                                                        .startConferenceOnEnter(true)
                                                        .endConferenceOnExit(false)
                                                        .beep(Conference.Beep.FALSE)
                                                        .build())
                                        .build());
        assertSame(ours, theirs.build());
    }

    @Test
    void gather_asTwiliosBuilderWritesIt() throws Exception {
        String ours =
                TwiML.document(
                        new TwiML.Gather(
                                List.of(new TwiML.Say("Press 1", "en-GB", ""), new TwiML.Pause(1)),
                                1,
                                8,
                                AFTER),
                        new TwiML.Gather(List.of(), 0, 5, ""));
        var theirs =
                new VoiceResponse.Builder()
                        .gather(
                                new Gather.Builder()
                                        .inputs(Gather.Input.DTMF)
                                        .numDigits(1)
                                        .timeout(8)
                                        .action(AFTER)
                                        .method(HttpMethod.POST)
                                        .say(
                                                new Say.Builder("Press 1")
                                                        .language(Say.Language.EN_GB)
                                                        .build())
                                        .pause(new Pause.Builder().length(1).build())
                                        .build())
                        .gather(new Gather.Builder().inputs(Gather.Input.DTMF).timeout(5).build());
        assertSame(ours, theirs.build());
    }

    @Test
    void record_asTwiliosBuilderWritesIt() throws Exception {
        String ours =
                TwiML.document(
                        new TwiML.RecordMessage(120, 6, "#*", true, AFTER, CALLBACK),
                        new TwiML.RecordMessage(3_600, 5, "#", false, "", ""));
        var theirs =
                new VoiceResponse.Builder()
                        .record(
                                new Record.Builder()
                                        .maxLength(120)
                                        .timeout(6)
                                        .finishOnKey("#*")
                                        .playBeep(true)
                                        .action(AFTER)
                                        .method(HttpMethod.POST)
                                        .recordingStatusCallback(CALLBACK)
                                        .recordingStatusCallbackMethod(HttpMethod.POST)
                                        .transcribe(false)
                                        .build())
                        .record(
                                new Record.Builder()
                                        .maxLength(3_600)
                                        .timeout(5)
                                        .finishOnKey("#")
                                        .playBeep(false)
                                        .transcribe(false)
                                        .build());
        assertSame(ours, theirs.build());
    }

    static Stream<Arguments> verbsThatTwilioWouldRefuse() {
        var uri = new SipUri("sip:ops@pbx.example");
        var number = new PhoneNumber("+447700900555");
        return Stream.of(
                refused("BY", () -> new DialNoun.Phone(number, "BY1", "")),
                refused("absolute", () -> new DialNoun.Phone(number, "", "/status")),
                refused("X-", () -> sip(uri, Map.of("Diversion", "x"))),
                refused("1024", () -> sip(uri, Map.of("X-A", "x".repeat(1_021)))),
                refused("1 to 128", () -> new DialNoun.Conference(" ", true, true, true)),
                refused(
                        "1 to 128",
                        () -> new DialNoun.Conference("x".repeat(129), true, true, true)),
                refused("1 to 600", () -> new TwiML.Gather(List.of(), 1, 0, "")),
                refused("0 or more", () -> new TwiML.Gather(List.of(), -1, 5, "")),
                refused("absolute", () -> new TwiML.Gather(List.of(), 1, 5, "/keys")),
                refused("<Say>", () -> new TwiML.Gather(List.of(new TwiML.Hangup()), 1, 5, "")),
                refused("1 to 14400", () -> new TwiML.RecordMessage(0, 5, "#", true, "", "")),
                refused("1 to 600", () -> new TwiML.RecordMessage(60, 601, "#", true, "", "")),
                refused("finishOnKey", () -> new TwiML.RecordMessage(60, 5, "A", true, "", "")),
                refused(
                        "absolute",
                        () -> new TwiML.RecordMessage(60, 5, "#", true, "", "/recorded")));
    }

    private static Arguments refused(String expected, ThrowingCallable making) {
        return Arguments.of(expected, making);
    }

    private static DialNoun.Sip sip(SipUri uri, Map<String, String> headers) {
        return new DialNoun.Sip(uri, headers, Optional.empty(), "");
    }

    @ParameterizedTest
    @MethodSource("verbsThatTwilioWouldRefuse")
    void whatTwilioWouldRefuse_isNotMade(String expected, ThrowingCallable making) {
        assertThatIllegalArgumentException().isThrownBy(making).withMessageContaining(expected);
    }

    @Test
    void enqueue_asTwiliosBuilderWritesIt() throws Exception {
        String action = "https://voice.gateway.example/twilio/after-queue";
        assertSame(
                TwiML.document(new TwiML.Enqueue(new CallQueue("billing desk"), "", action)),
                new VoiceResponse.Builder()
                        .enqueue(
                                new Enqueue.Builder()
                                        .name("billing desk")
                                        .action(action)
                                        .method(HttpMethod.POST)
                                        .build())
                        .build());
        String task = "{\"reason\":\"" + "a <b> & 'c'" + "\"}";
        assertSame(
                TwiML.document(new TwiML.Enqueue(new TaskWorkflow(WORKFLOW), task, action)),
                new VoiceResponse.Builder()
                        .enqueue(
                                new Enqueue.Builder()
                                        .workflowSid(WORKFLOW)
                                        .action(action)
                                        .method(HttpMethod.POST)
                                        .task(new Task.Builder(task).build())
                                        .build())
                        .build());
    }

    @Test
    void enqueue_wantsAPlaceToWaitAndATaskForAWorkflowOnly() {
        var queue = new CallQueue("billing");
        var workflow = new TaskWorkflow(WORKFLOW);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TwiML.Enqueue(new SipUri("sip:a@b.example"), "", ""))
                .withMessageContaining("<Dial>");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TwiML.Enqueue(queue, "{}", ""))
                .withMessageContaining("<Task>");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TwiML.Enqueue(workflow, "", ""))
                .withMessageContaining("JSON");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TwiML.Enqueue(queue, "", "/after"))
                .withMessageContaining("absolute");
    }

    @Test
    void reject_asTwiliosBuilderWritesIt() throws Exception {
        assertSame(
                TwiML.document(new TwiML.Reject(true)),
                new VoiceResponse.Builder()
                        .reject(new Reject.Builder().reason(Reject.Reason.BUSY).build())
                        .build());
        assertSame(
                TwiML.document(new TwiML.Reject(false)),
                new VoiceResponse.Builder()
                        .reject(new Reject.Builder().reason(Reject.Reason.REJECTED).build())
                        .build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://voice.gateway.example/twilio/stream",
                "ws://voice.gateway.example/twilio/stream",
                "wss://voice.gateway.example/twilio/stream?token=1",
                "wss://voice.gateway.example/twilio/stream#x",
                "/twilio/stream",
                "wss:///twilio/stream"
            })
    void stream_wantsAnAbsoluteSecureUrlWithoutQuery(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TwiML.Stream(url, "", "", Map.of()))
                .withMessageContaining("wss://")
                .withMessageContaining("<Parameter>");
    }

    @Test
    void stream_toLoopbackMayGoWithoutTls() {
        var stream = new TwiML.Stream("ws://127.0.0.1:8080/twilio/stream", "", "", Map.of());
        assertThat(TwiML.document(new TwiML.Connect(stream)))
                .contains("<Stream url=\"ws://127.0.0.1:8080/twilio/stream\"></Stream>");
    }

    @Test
    void parameter_nameAndValueStayUnder500Characters() {
        assertThat(new TwiML.Stream(SOCKET, "", "", Map.of("token", "x".repeat(494)))).isNotNull();
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new TwiML.Stream(SOCKET, "", "", Map.of("token", "x".repeat(495))))
                .withMessageContaining("token")
                .withMessageContaining("500")
                .withMessageNotContaining("xxx");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "\u001b", "\uffff", "\ud800x"})
    void textThatXmlCannotHoldIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TwiML.document(new TwiML.Say(text, "en-US", "")))
                .withMessageContaining("U+");
    }

    @Test
    void secretsAndNumbersDoNotPrint() {
        var stream = new TwiML.Stream(SOCKET, "", "", Map.of("token", "s3cret"));
        assertThat(new TwiML.Connect(stream).toString()).doesNotContain("s3cret").contains("token");
        var dial = new TwiML.Dial(new PhoneNumber("+447700900555"), Optional.empty(), 30, "");
        assertThat(dial.toString()).doesNotContain("7700900555");
        var sip =
                new DialNoun.Sip(
                        new SipUri("sip:hush@pbx.example"),
                        Map.of("X-A", "hush"),
                        Optional.of(new DialNoun.Credentials("hush", new Secret("hush"))),
                        "");
        assertThat(sip.toString() + sip.credentials())
                .contains("pbx.example")
                .doesNotContain("hush");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<Response>", "<Other/>", "<!DOCTYPE x><Response/>", "plain words"})
    void configuredFallbackMustBeADocument(String xml) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TwiML.requireDocument(xml))
                .withMessageStartingWith("TwiML:");
    }

    static void assertSame(String ours, VoiceResponse theirs) throws Exception {
        Document expected = parse(theirs.toXml());
        assertThat(parse(ours).isEqualNode(expected))
                .as("%s%nexpected the tree of%n%s", ours, theirs.toXml())
                .isTrue();
    }

    private static Document parse(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml)));
    }
}

package dev.trunkline.gateway.twilio.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trunkline.gateway.twilio.relay.RelayMessage.Setup;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RelayMessageDecoderTest {
    private static final List<String> SHAPES =
            List.of(
                    """
                    {"type":"setup","sessionId":"VX00aa11bb22cc33dd44ee55ff66778899",\
                    "accountSid":"AC0123456789abcdef0123456789abcdef","parentCallSid":"",\
                    "callSid":"CAfedcba9876543210fedcba9876543210","from":"+447700900123",\
                    "to":"+442079460000","forwardedFrom":"","callType":"PSTN","callerName":"",\
                    "direction":"inbound","callStatus":"RINGING",\
                    "customParameters":{"token":"t0ken","call":"c-1"}}\
                    """,
                    """
                    {"type":"prompt","voicePrompt":"I need to change my flight","lang":"en-GB","last":true}\
                    """,
                    """
                    {"type":"dtmf","digit":"5"}\
                    """,
                    """
                    {"type":"interrupt","utteranceUntilInterrupt":"Your flight on Friday leaves at",\
                    "durationUntilInterruptMs":1840}\
                    """,
                    """
                    {"type":"error","description":"Invalid message received: {\\"foo\\":\\"bar\\"}"}\
                    """,
                    """
                    {"type":"info","name":"tokensPlayed","value":"Your flight on Friday leaves at "}\
                    """);

    @Test
    void setup_asTwilioSendsIt() throws Exception {
        assertThat(RelayMessageDecoder.decode(SHAPES.getFirst()))
                .isEqualTo(
                        new Setup(
                                "VX00aa11bb22cc33dd44ee55ff66778899",
                                "CAfedcba9876543210fedcba9876543210",
                                "AC0123456789abcdef0123456789abcdef",
                                Map.of("token", "t0ken", "call", "c-1")));
    }

    @Test
    void others_asTwilioSendsThem() throws Exception {
        assertThat(RelayMessageDecoder.decode(SHAPES.get(1)))
                .isEqualTo(new RelayMessage.Prompt("I need to change my flight", "en-GB", true));
        assertThat(RelayMessageDecoder.decode(SHAPES.get(2))).isEqualTo(new RelayMessage.Dtmf('5'));
        assertThat(RelayMessageDecoder.decode(SHAPES.get(3)))
                .isEqualTo(new RelayMessage.Interrupt("Your flight on Friday leaves at", 1_840));
        assertThat(RelayMessageDecoder.decode(SHAPES.get(4))).isEqualTo(new RelayMessage.Failed());
        assertThat(RelayMessageDecoder.decode(SHAPES.get(5)))
                .isEqualTo(new RelayMessage.TokensPlayed("Your flight on Friday leaves at "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"type\":\"prompt\",\"voicePrompt\":\"hi\"}|true",
                "{\"type\":\"prompt\",\"voicePrompt\":\"hi\",\"last\":null}|true",
                "{\"type\":\"prompt\",\"voicePrompt\":\"hi\",\"last\":\"true\"}|true",
                "{\"type\":\"prompt\",\"voicePrompt\":\"hi\",\"last\":false}|false",
                "{\"type\":\"prompt\",\"voicePrompt\":\"hi\",\"last\":\"false\"}|false",
                "{\"type\":\"prompt\",\"voicePrompt\":\"hi\",\"last\":{}}|true",
            })
    void promptIsFinal_unlessItSaysOtherwise(String text, boolean last) throws Exception {
        assertThat(RelayMessageDecoder.decode(text))
                .isEqualTo(new RelayMessage.Prompt("hi", "", last));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "\"1840\"|1840",
                "1840|1840",
                "1840.7|1840",
                "\"1840.7\"|1840",
                "null|-1",
                "\"soon\"|-1",
                "-5|-1",
                "1e300|-1",
                "[]|-1"
            })
    void duration_isANumberOrAString_orUnknown(String written, long spokenMs) throws Exception {
        assertThat(
                        RelayMessageDecoder.decode(
                                "{\"type\":\"interrupt\",\"durationUntilInterruptMs\":"
                                        + written
                                        + "}"))
                .isEqualTo(new RelayMessage.Interrupt("", spokenMs));
        assertThat(RelayMessageDecoder.decode("{\"type\":\"interrupt\"}"))
                .isEqualTo(new RelayMessage.Interrupt("", -1));
    }

    @Test
    void numbersWhereWordsAreMeant_areWords() throws Exception {
        assertThat(RelayMessageDecoder.decode("{\"type\":\"prompt\",\"voicePrompt\":42}"))
                .isEqualTo(new RelayMessage.Prompt("42", "", true));
        assertThat(RelayMessageDecoder.decode("{\"type\":\"dtmf\",\"digit\":5}"))
                .isEqualTo(new RelayMessage.Dtmf('5'));
    }

    @ParameterizedTest
    @CsvSource({
        "on,true",
        "off,false",
        "start,true",
        "stop,false",
        "ON,true",
        "true,true",
        "false,false"
    })
    void agentSpeaking_hasManySpellings(String value, boolean speaking) throws Exception {
        String text =
                "{\"type\":\"info\",\"name\":\"agentSpeaking\",\"value\":\"%s\"}".formatted(value);
        assertThat(RelayMessageDecoder.decode(text))
                .isEqualTo(new RelayMessage.AgentSpeaking(speaking));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"info\"}",
                "{\"type\":\"info\",\"name\":\"clientSpeaking\",\"value\":\"on\"}",
                "{\"type\":\"info\",\"name\":\"roundTripDelayMs\",\"value\":42}",
                "{\"type\":\"info\",\"name\":\"agentSpeaking\",\"value\":\"maybe\"}",
                "{\"type\":\"debug\",\"x\":[1]}"
            })
    void whatIsOfNoUse_isIgnored(String text) throws Exception {
        assertThat(RelayMessageDecoder.decode(text)).isEqualTo(new RelayMessage.Ignored());
    }

    @Test
    void unknownMessage_isUnrecognized() throws Exception {
        assertThat(RelayMessageDecoder.decode("{\"type\":\"telepathy\"}"))
                .isEqualTo(new RelayMessage.Unrecognized());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"setup\"",
                "{",
                "{}",
                "{\"type\":null}",
                "{\"type\":{}}",
                "{\"type\":\"setup\",\"sessionId\":\"VX1\",\"callSid\":\"CA1\"}",
                "{\"type\":\"setup\",\"sessionId\":\"VX1\",\"callSid\":{},\"accountSid\":\"AC1\"}",
                "{\"type\":\"prompt\"}",
                "{\"type\":\"prompt\",\"voicePrompt\":null}",
                "{\"type\":\"prompt\",\"voicePrompt\":[\"s3cret\"]}",
                "{\"type\":\"dtmf\",\"digit\":\"12\"}",
                "{\"type\":\"dtmf\",\"digit\":\"\"}",
                "{\"type\":\"dtmf\",\"digit\":\"s\"}"
            })
    void whatLacksWhatItMustHave_isMalformed(String text) {
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> RelayMessageDecoder.decode(text))
                .withMessageNotContaining("s3cret");
    }

    /** Whatever is cut, doubled or put in place of something else: decoded or malformed. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void anyText_isDecodedOrMalformed_neverWorse(long seed) {
        Random random = new Random(seed);
        String pieces = "{}[]\",:\\u0000null true -1e9999 \ud83d\udc4d";
        for (int round = 0; round < 5_000; round++) {
            StringBuilder text = new StringBuilder(SHAPES.get(random.nextInt(SHAPES.size())));
            for (int change = 0; change <= random.nextInt(4); change++) {
                int at = random.nextInt(text.length());
                int piece = random.nextInt(pieces.length());
                switch (random.nextInt(4)) {
                    case 0 -> text.setLength(at + 1);
                    case 1 -> text.deleteCharAt(at).append(' ');
                    case 2 -> text.setCharAt(at, pieces.charAt(piece));
                    default -> text.insert(at, pieces.substring(piece));
                }
            }
            try {
                assertThat(RelayMessageDecoder.decode(text.toString())).isNotNull();
            } catch (MalformedMessageException expected) {
                assertThat(expected.getMessage()).isNotEmpty();
            } catch (RuntimeException worse) {
                throw new AssertionError("seed " + seed + " round " + round + ": " + text, worse);
            }
        }
    }

    @Test
    void deepNesting_isMalformed_notAStackOverflow() {
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> RelayMessageDecoder.decode("[".repeat(100_000)));
    }

    @Test
    void wordsKeysAndTokensAreNotPrinted() {
        assertThat(new RelayMessage.Prompt("s3cret", "en", true).toString())
                .doesNotContain("s3cret");
        assertThat(new RelayMessage.Interrupt("s3cret", 1).toString()).doesNotContain("s3cret");
        assertThat(new RelayMessage.TokensPlayed("s3cret").toString()).doesNotContain("s3cret");
        assertThat(new RelayMessage.Dtmf('7').toString()).doesNotContain("7");
        assertThat(new Setup("VX1", "CA1", "AC1", Map.of("token", "s3cret")).toString())
                .doesNotContain("s3cret");
    }
}

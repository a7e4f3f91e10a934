package dev.trunkline.gateway.pbx.ari;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AriReaderTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String CALLER = "interop-1795366144.2";
    private static final String MEDIA = "interop-1795366144.3";

    private static List<JsonNode> recorded(String name) throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        try (InputStream in = AriReaderTest.class.getResourceAsStream("/vectors/ari/" + name)) {
            for (String line :
                    new String(Objects.requireNonNull(in).readAllBytes(), UTF_8).split("\n", 0)) {
                lines.add(JSON.readTree(line));
            }
        }
        return lines;
    }

    private static JsonNode reply(String file, String path) throws Exception {
        return recorded(file).stream()
                .filter(line -> line.path("path").asText().equals(path))
                .findFirst()
                .orElseThrow()
                .path("reply");
    }

    @Test
    void recordedCall_isReadEventByEvent() throws Exception {
        List<AriEvent> used = new ArrayList<>();
        int unused = 0;
        for (JsonNode line : recorded("rtp-opus.events.jsonl")) {
            if (line.path("dir").asText().equals("event")) {
                AriEvent event = AriReader.event(line.path("event").toString());
                if (event instanceof AriEvent.Unused) {
                    unused++;
                } else {
                    used.add(event);
                }
            }
        }
        assertThat(used)
                .containsExactly(
                        new AriEvent.StasisStart(
                                new AriChannel(
                                        CALLER,
                                        "opuscaller",
                                        "1000",
                                        "app",
                                        List.of("inbound", "1000"),
                                        Map.of()),
                                List.of("inbound", "1000")),
                        new AriEvent.StasisStart(
                                new AriChannel(MEDIA, "", "s", "app", List.of(), Map.of()),
                                List.of()),
                        new AriEvent.HangupRequested(CALLER),
                        new AriEvent.StasisEnd(CALLER),
                        new AriEvent.HangupRequested(MEDIA),
                        new AriEvent.StasisEnd(MEDIA),
                        new AriEvent.ChannelDestroyed(MEDIA));
        assertThat(unused).isEqualTo(12);
    }

    @Test
    void recordedAnswers_sayWhereAsterisksEndOfTheAudioIs() throws Exception {
        assertThat(
                        AriReader.channel(
                                        reply("rtp-opus.events.jsonl", "/channels/externalMedia")
                                                .toString())
                                .variables())
                .containsEntry("UNICASTRTP_LOCAL_ADDRESS", "127.0.0.1")
                .containsEntry("UNICASTRTP_LOCAL_PORT", "20088");
        assertThat(
                        AriReader.channel(
                                        reply(
                                                        "ws-server-ulaw.events.jsonl",
                                                        "/channels/externalMedia")
                                                .toString())
                                .variables())
                .containsEntry(
                        "MEDIA_WEBSOCKET_CONNECTION_ID", "cb2f9920-b754-4602-a832-22e4124b728a");
    }

    @Test
    void channelBehindStasis_isInNoApplication() throws Exception {
        List<AriChannel> channels =
                AriReader.channels(
                        """
                        [{"id":"1","dialplan":{"exten":"9","app_name":"Stasis","app_data":"trunkline,agent=sales,x"}},
                         {"id":"2","dialplan":{"exten":"9","app_name":"Echo","app_data":"trunkline"}},
                         {"id":"3","dialplan":{"app_name":"Stasis","app_data":"trunkline"}}]
                        """);
        assertThat(channels.stream().map(AriChannel::application).toList())
                .containsExactly("trunkline", null, "trunkline");
        assertThat(channels.getFirst().arguments()).containsExactly("agent=sales", "x");
        assertThat(channels.getLast().arguments()).isEmpty();
    }

    @Test
    void keys_areThoseOfPhones_allOthersAreOfNoUse() throws Exception {
        String event =
                "{\"type\":\"ChannelDtmfReceived\",\"digit\":\"%s\",\"duration_ms\":120,\"channel\":{\"id\":\"1\"}}";
        for (char key : "0123456789*#ABCD".toCharArray()) {
            assertThat(AriReader.event(event.formatted(key)))
                    .isEqualTo(new AriEvent.KeyPressed("1", key));
        }
        for (String key : List.of("E", "a", "", "12", "f")) {
            assertThat(AriReader.event(event.formatted(key))).isEqualTo(new AriEvent.Unused());
        }
    }

    @Test
    void bridges_areKnownById() throws Exception {
        assertThat(AriReader.bridgeIds("[{\"id\":\"a\"},{\"id\":\"b\",\"channels\":[]}]"))
                .containsExactly("a", "b");
    }

    @Test
    void unknownEvents_areTolerated() throws Exception {
        assertThat(AriReader.event("{\"type\":\"ChannelToneDetected\",\"x\":[1]}"))
                .isEqualTo(new AriEvent.Unused());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no",
                "[]",
                "7",
                "{}",
                "{\"type\":7}",
                "{\"type\":\"StasisStart\"}",
                "{\"type\":\"StasisStart\",\"channel\":\"1\"}",
                "{\"type\":\"StasisStart\",\"channel\":{\"id\":1}}",
                "{\"type\":\"StasisEnd\",\"channel\":{}}",
                "{\"type\":\"ChannelDtmfReceived\",\"channel\":{\"id\":\"1\"}}",
                "{\"type\":\"ChannelDtmfReceived\",\"digit\":\"1\"}",
                "{\"type\":\"ChannelDestroyed\",\"channel\":{\"id\":\"1\"}} x",
            })
    void eventThatLacksWhatItMustHave_isMalformed(String text) {
        assertThatThrownBy(() -> AriReader.event(text)).isInstanceOf(MalformedEventException.class);
    }

    @Test
    void everyTruncationOfAnEvent_isMalformed() throws Exception {
        String whole = recorded("rtp-opus.events.jsonl").getFirst().path("event").toString();
        for (int length = 0; length < whole.length(); length++) {
            String cut = whole.substring(0, length);
            assertThatThrownBy(() -> AriReader.event(cut))
                    .as("%d characters", length)
                    .isInstanceOf(MalformedEventException.class);
        }
    }

    @Test
    void nothingPrintsNumbersOrKeys() throws Exception {
        AriEvent start =
                AriReader.event(
                        """
                        {"type":"StasisStart","args":["+15550111"],"channel":{"id":"1","caller":{"number":"+15550100"},
                         "dialplan":{"exten":"+15550122","app_name":"Stasis","app_data":"trunkline,+15550111"}}}
                        """);
        AriEvent key = new AriEvent.KeyPressed("1", '7');
        assertThat(start + " " + key).doesNotContain("+1555").doesNotContain("7");
        assertThat(((AriEvent.StasisStart) start).channel().callerNumber()).isEqualTo("+15550100");
    }
}

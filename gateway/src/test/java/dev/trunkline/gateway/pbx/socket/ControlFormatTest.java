package dev.trunkline.gateway.pbx.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trunkline.gateway.pbx.socket.MediaEvent.DtmfEnd;
import dev.trunkline.gateway.pbx.socket.MediaEvent.MarkProcessed;
import dev.trunkline.gateway.pbx.socket.MediaEvent.MediaStart;
import dev.trunkline.gateway.pbx.socket.MediaEvent.MediaXoff;
import dev.trunkline.gateway.pbx.socket.MediaEvent.MediaXon;
import dev.trunkline.gateway.pbx.socket.MediaEvent.Refused;
import dev.trunkline.gateway.pbx.socket.MediaEvent.Status;
import dev.trunkline.gateway.pbx.socket.MediaEvent.Unused;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlFormatTest {
    private static final JsonMapper JSON = new JsonMapper();

    @ParameterizedTest
    @CsvSource({"json, interop-1795366199.26", "plain, interop-1795366208.28"})
    void whatAsteriskSent_isRead(String recording, String channelId) throws Exception {
        List<String> texts = texts(recording, "from-asterisk");
        ControlFormat format = ControlFormat.of(texts.getFirst());
        List<MediaEvent> events = new ArrayList<>();
        for (String text : texts) {
            events.add(format.decode(text));
        }
        assertThat(events)
                .startsWith(
                        new MediaStart(channelId, "slin16"),
                        new Status(0),
                        new MarkProcessed("mark-1"),
                        new Unused(),
                        new Unused(),
                        new Status(85),
                        new Status(85),
                        new Status(0),
                        new MediaXoff())
                .contains(new MediaXon())
                .endsWith(new DtmfEnd('1'));
        assertThat(events)
                .filteredOn(Refused.class::isInstance)
                .hasSize(recording.equals("plain") ? 3 : 0);
    }

    @Test
    void opus_isPassedThrough_andRefusesWhatNeedsAQueue() throws Exception {
        List<String> texts = texts("opus", "from-asterisk");
        ControlFormat format = ControlFormat.of(texts.getFirst());
        assertThat(format).isEqualTo(ControlFormat.PLAIN_TEXT);
        assertThat(format.decode(texts.getFirst()))
                .isEqualTo(new MediaStart("interop-1795366217.30", "opus"));
        List<MediaEvent> events = new ArrayList<>();
        for (String text : texts) {
            events.add(format.decode(text));
        }
        assertThat(events).filteredOn(Refused.class::isInstance).hasSize(6);
        assertThat(format.decode(texts.getLast())).isEqualTo(new Status(29));
    }

    @Test
    void commands_areThoseThatAsteriskTook() throws Exception {
        List<JsonNode> json = new ArrayList<>();
        for (String taken : texts("json", "to-asterisk")) {
            json.add(JSON.readTree(taken));
        }
        for (MediaCommand command :
                List.of(new MediaCommand.FlushMedia(), new MediaCommand.GetStatus())) {
            assertThat(json).contains(JSON.readTree(written(ControlFormat.JSON, command)));
            assertThat(texts("plain", "to-asterisk"))
                    .contains(written(ControlFormat.PLAIN_TEXT, command));
        }
        MediaCommand mark = new MediaCommand.MarkMedia(3, 17);
        assertThat(json)
                .contains(
                        JSON.readTree(
                                written(ControlFormat.JSON, mark).replace("g3:m17", "mark-1")));
        assertThat(texts("plain", "to-asterisk"))
                .contains(written(ControlFormat.PLAIN_TEXT, mark).replace("g3:m17", "mark-1"));
    }

    @ParameterizedTest
    @EnumSource
    void theLongestCommand_fitsWhatAsteriskReads(ControlFormat format) {
        assertThat(written(format, new MediaCommand.MarkMedia(999_999_999, 999_999_999)))
                .hasSizeLessThanOrEqualTo(125); // Asterisk takes 128; a one-byte length says 125
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"event\":\"MEDIA_START\"}",
                "{\"event\":\"MEDIA_START\",\"format\":{}}",
                "{\"event\":\"DTMF_END\",\"digit\":\"12\"}",
                "{\"event\":\"DTMF_END\",\"digit\":\"x\"}",
                "{\"event\":\"MEDIA_MARK_PROCESSED\"}",
                "{\"event\":\"STATUS\",\"queue_length\":-1}",
                "{\"event\":null}",
                "{",
                "[]",
                "DTMF_END",
                "DTMF_END digit:",
                "MEDIA_START format",
                "MEDIA_MARK_PROCESSED",
                "STATUS queue_length:many"
            })
    void whatLacksSomething_isNamed(String text) {
        ControlFormat format = text.startsWith("[") ? ControlFormat.JSON : ControlFormat.of(text);
        assertThatThrownBy(() -> format.decode(text))
                .isInstanceOf(MalformedMediaEventException.class);
    }

    @Test
    void unknownEvents_areNoMistakes() throws Exception {
        assertThat(ControlFormat.JSON.decode("{\"event\":\"NEW\",\"x\":[1]}"))
                .isEqualTo(new MediaEvent.Unrecognized());
        assertThat(ControlFormat.PLAIN_TEXT.decode("NEW x:1"))
                .isEqualTo(new MediaEvent.Unrecognized());
    }

    @Test
    void keysAreNotPrinted() {
        assertThat(new DtmfEnd('7').toString()).doesNotContain("7");
    }

    @Test
    void anyText_isReadOrRefused() throws Exception {
        Random random = new Random(11);
        List<String> seeds = new ArrayList<>(texts("json", "from-asterisk"));
        seeds.addAll(texts("plain", "from-asterisk"));
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder(seeds.get(random.nextInt(seeds.size())));
            for (int change = random.nextInt(4); change >= 0 && text.length() > 0; change--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.setCharAt(at, (char) random.nextInt(0x180));
                    default -> text.setLength(at);
                }
            }
            for (ControlFormat format : ControlFormat.values()) {
                try {
                    assertThat(format.decode(text.toString())).isNotNull();
                } catch (MalformedMediaEventException refused) {
                    assertThat(refused).hasMessageNotContaining("interop");
                }
            }
        }
    }

    private static String written(ControlFormat format, MediaCommand command) {
        ByteBuf target = Unpooled.buffer();
        format.write(command, target);
        return target.toString(StandardCharsets.US_ASCII);
    }

    private static List<String> texts(String recording, String direction) throws IOException {
        List<String> texts = new ArrayList<>();
        String name = "/vectors/pbx-socket/control-" + recording + ".jsonl";
        try (InputStream in = ControlFormatTest.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (String line : all.lines().toList()) {
                JsonNode message = JSON.readTree(line);
                if (message.path("dir").asText().equals(direction)) {
                    texts.add(message.path("text").asText());
                }
            }
        }
        return texts;
    }
}

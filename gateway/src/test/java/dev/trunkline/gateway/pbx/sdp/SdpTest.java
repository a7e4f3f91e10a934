package dev.trunkline.gateway.pbx.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.gateway.pbx.sdp.SdpOffer.Codec;
import dev.trunkline.gateway.pbx.sdp.SdpOffer.Direction;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SdpTest {
    /**
     * What Asterisk 22 offers, after ../shared/fixtures/asterisk/samples/sip-asterisk-to-uas.txt.
     */
    private static final String ASTERISK =
            """
            v=0
            o=- 1208312437 1208312437 IN IP4 127.0.0.1
            s=Asterisk
            c=IN IP4 127.0.0.1
            t=0 0
            m=audio 20044 RTP/AVP 0 8 9 107 101 102
            a=rtpmap:0 PCMU/8000
            a=rtpmap:8 PCMA/8000
            a=rtpmap:9 G722/8000
            a=rtpmap:107 opus/48000/2
            a=fmtp:107 useinbandfec=1
            a=rtpmap:101 telephone-event/8000
            a=fmtp:101 0-16
            a=rtpmap:102 telephone-event/48000
            a=fmtp:102 0-16
            a=ptime:20
            a=maxptime:60
            a=sendrecv
            """;

    /** What ffmpeg 5.1 writes with -sdp_file. */
    private static final String FFMPEG =
            """
            v=0
            o=- 0 0 IN IP4 127.0.0.1
            s=No Name
            c=IN IP4 127.0.0.1
            t=0 0
            a=tool:libavformat 59.27.100
            m=audio 41000 RTP/AVP 111
            b=AS:24
            a=rtpmap:111 opus/48000/2
            """;

    private static String answer(SdpOffer offer) {
        Codec voice = offer.voice().orElseThrow();
        return new SdpAnswer(
                        offer,
                        "192.0.2.7",
                        40_002,
                        voice,
                        offer.telephoneEvents(voice.clockHz()),
                        42)
                .write();
    }

    @Test
    void anOfferOfAsterisk_isRead() throws MalformedSdpException {
        SdpOffer offer = SdpOffer.parse(ASTERISK);

        assertThat(offer.host()).isEqualTo("127.0.0.1");
        assertThat(offer.port()).isEqualTo(20_044);
        assertThat(offer.rtcpPort()).isEqualTo(20_045);
        assertThat(offer.direction()).isEqualTo(Direction.SENDRECV);
        assertThat(offer.codecs()).extracting(Codec::payloadType).contains(0, 8, 107, 101, 102);
        assertThat(offer.voice().map(Codec::name)).contains("pcmu");
        assertThat(offer.telephoneEvents(48_000).map(Codec::payloadType)).contains(102);
        assertThat(offer.codecs().get(3).asksFor("useinbandfec")).isTrue();
    }

    @Test
    void anOfferOfFfmpeg_isAnsweredWithItsOwnPayloadType() throws MalformedSdpException {
        String answer = answer(SdpOffer.parse(FFMPEG));

        assertThat(answer)
                .contains("m=audio 40002 RTP/AVP 111\r\n")
                .contains("a=rtpmap:111 opus/48000/2\r\n")
                .contains("c=IN IP4 192.0.2.7\r\n")
                .endsWith("a=sendrecv\r\n");
    }

    @Test
    void theAnswer_canBeReadAsAnOfferAgain() throws MalformedSdpException {
        SdpOffer back = SdpOffer.parse(answer(SdpOffer.parse(ASTERISK)));

        assertThat(back.port()).isEqualTo(40_002);
        assertThat(back.codecs())
                .extracting(Codec::name)
                .containsExactly("pcmu", "telephone-event");
    }

    @Test
    void staticPayloadTypes_needNoMap() throws MalformedSdpException {
        SdpOffer offer =
                SdpOffer.parse("v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 18 8\r\n");

        assertThat(offer.voice().map(Codec::name)).contains("pcma");
    }

    @Test
    void otherStreams_areRefusedInTheirPlaces() throws MalformedSdpException {
        SdpOffer offer =
                SdpOffer.parse(
                        """
                        v=0
                        m=video 5000 RTP/AVP 96
                        c=IN IP4 192.0.2.2
                        m=audio 4000 RTP/AVP 0
                        c=IN IP4 192.0.2.1
                        a=sendonly
                        a=rtcp-mux
                        m=audio 4002 RTP/AVP 0
                        a=inactive
                        """);

        assertThat(offer.host()).isEqualTo("192.0.2.1");
        assertThat(offer.direction()).isEqualTo(Direction.SENDONLY);
        assertThat(offer.rtcpPort()).isEqualTo(4_000);
        assertThat(answer(offer).lines().filter(line -> line.startsWith("m=")))
                .containsExactly(
                        "m=video 0 RTP/AVP 96", "m=audio 40002 RTP/AVP 0", "m=audio 0 RTP/AVP 0");
        assertThat(answer(offer)).contains("a=recvonly", "a=rtcp-mux");
    }

    @Test
    void rtcp_mayHaveAPortOfItsOwn() throws MalformedSdpException {
        SdpOffer offer =
                SdpOffer.parse(
                        "v=0\nc=IN IP4 192.0.2.1\nm=audio 4000 RTP/AVP 0\na=rtcp:4711 IN IP4 192.0.2.1");

        assertThat(offer.rtcpPort()).isEqualTo(4_711);
    }

    @Test
    void codecsThatNobodySpeaksHere_areNoVoice() throws MalformedSdpException {
        SdpOffer offer =
                SdpOffer.parse(
                        "v=0\nc=IN IP4 192.0.2.1\nm=audio 4000 RTP/AVP 9 3\na=rtpmap:9 G722/8000");

        assertThat(offer.voice()).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "v=0\nm=audio 4000 RTP/AVP 0",
                "v=0\nc=IN IP4 192.0.2.1",
                "v=0\nc=IN IP4 192.0.2.1\nm=audio 0 RTP/AVP 0",
                "v=0\nc=IN IP4 192.0.2.1\nm=audio 65535 RTP/AVP 0",
                "v=0\nc=IN IP4 192.0.2.1\nm=audio 4000 UDP/TLS/RTP/SAVPF 0",
                "v=0\nc=IN IP4 192.0.2.1\nm=audio 4000 RTP/AVP 300",
                "v=0\nc=IN IP4 192.0.2.1\nm=audio x RTP/AVP 0",
                "v=0\nc=IN IP9 somewhere over there\nm=audio 4000 RTP/AVP 0"
            })
    void whatIsNoOffer_isRefusedWithWhatWasExpected(String sdp) {
        assertThatThrownBy(() -> SdpOffer.parse(sdp))
                .isInstanceOf(MalformedSdpException.class)
                .hasMessageContaining("expected");
    }
}

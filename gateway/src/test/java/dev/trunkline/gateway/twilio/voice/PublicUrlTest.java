package dev.trunkline.gateway.twilio.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicUrlTest {

    @Test
    void pathPrefixOfAProxyIsKept() {
        var url = PublicUrl.of("https://voice.gateway.example/gw/");
        assertThat(url.http("/twilio/voice?a=%2B"))
                .isEqualTo("https://voice.gateway.example/gw/twilio/voice?a=%2B");
        assertThat(url.webSocket("/twilio/stream"))
                .isEqualTo("wss://voice.gateway.example/gw/twilio/stream");
    }

    @Test
    void candidatesOfAnAddressWithColons() {
        assertThat(PublicUrl.of("https://[::1]:8443").candidates(true, "/s"))
                .containsExactly("wss://[::1]:8443/s", "wss://[::1]/s");
        assertThat(PublicUrl.of("http://[::1]").candidates(false, "/s"))
                .containsExactly("http://[::1]/s", "http://[::1]:80/s");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "voice.gateway.example",
                "http://voice.gateway.example",
                "http://127.evil.example",
                "https://Voice.gateway.example",
                "https://user:secret@voice.gateway.example",
                "https://voice.gateway.example/?x=secret",
                "https://voice.gateway.example/#x",
                "https://voice gateway"
            })
    void anythingElseIsRefusedWithWhatIsExpected(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PublicUrl.of(url))
                .withMessageContaining("expected https://host")
                .withMessageNotContaining("secret");
    }
}

package dev.trunkline.gateway.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.realtime.ErrorPolicy.Verdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorPolicyTest {
    private final ErrorPolicy policy = new ErrorPolicy();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "response_cancel_not_active",
                "conversation_already_has_active_response",
                "input_audio_buffer_commit_empty",
                "unsupported_content_type",
                "invalid_value",
                "item_retrieve_invalid_item_id",
                "item_truncate_invalid_item_id"
            })
    void benignErrors_neverEndTheSession(String code) {
        for (int i = 0; i < 10; i++) {
            assertThat(judge(code)).isEqualTo(Verdict.BENIGN);
        }
    }

    @Test
    void expiry_isToldApart() {
        assertThat(judge("session_expired")).isEqualTo(Verdict.EXPIRED);
    }

    @Test
    void threeUnexpectedErrorsInARow_areFatal() {
        assertThat(judge("server_error")).isEqualTo(Verdict.BENIGN);
        assertThat(judge(null)).isEqualTo(Verdict.BENIGN);
        assertThat(judge("")).isEqualTo(Verdict.FATAL);
    }

    @Test
    void progressBetweenThem_forgivesThem() {
        for (int i = 0; i < 20; i++) {
            assertThat(judge("server_error")).isEqualTo(Verdict.BENIGN);
            assertThat(judge("server_error")).isEqualTo(Verdict.BENIGN);
            policy.onProgress();
        }
    }

    private Verdict judge(@Nullable String code) {
        return policy.judge(new ServerEvent.Failed("invalid_request_error", code, null));
    }
}

package dev.trunkline.gateway.trunk.choose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.observability.record.AttemptOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DialFailureTest {
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    FAILED,    0,   true
                    FAILED,    183, true
                    FAILED,    200, false
                    FAILED,    401, true
                    FAILED,    402, true
                    FAILED,    403, true
                    FAILED,    404, false
                    FAILED,    407, true
                    FAILED,    408, true
                    FAILED,    410, false
                    FAILED,    480, false
                    FAILED,    484, false
                    FAILED,    485, false
                    FAILED,    486, false
                    FAILED,    487, false
                    FAILED,    488, true
                    FAILED,    500, true
                    FAILED,    502, true
                    FAILED,    503, true
                    FAILED,    504, true
                    FAILED,    600, false
                    FAILED,    603, false
                    FAILED,    604, false
                    FAILED,    607, false
                    FAILED,    608, false
                    REJECTED,  0,   true
                    REJECTED,  404, false
                    NO_ANSWER, 0,   false
                    NO_ANSWER, 487, false
                    NO_ANSWER, 480, false
                    NO_ANSWER, 408, true
                    NO_ANSWER, 504, true
                    BUSY,      486, false
                    BUSY,      0,   false
                    """)
    void anotherTrunkIsTriedOnlyWhereItCouldHelp(
            AttemptOutcome outcome, int sipCode, boolean curable) {
        assertThat(DialFailure.curable(sipCode, outcome)).isEqualTo(curable);
    }

    @ParameterizedTest
    @EnumSource(
            names = {"ANSWERED", "BUSY", "CANCELED", "UNREACHABLE", "UNKNOWN"},
            value = AttemptOutcome.class)
    void whatMayHaveBeenAnsweredIsNeverDialledTwice(AttemptOutcome outcome) {
        for (int code : new int[] {0, 200, 408, 500, 503}) {
            assertThat(DialFailure.curable(code, outcome)).as("with %d", code).isFalse();
        }
    }

    @Test
    void everyServerFailureIsCurable() {
        for (int code = 500; code < 600; code++) {
            assertThat(DialFailure.curable(code, AttemptOutcome.FAILED)).as("%d", code).isTrue();
        }
    }
}

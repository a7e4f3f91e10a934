package dev.trunkline.gateway.trunk.choose;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hours of Europe/London, whose clocks go forward on 2026-03-29 and back on 2026-10-25. */
class OfficeHoursTest {
    private static OfficeHours hours(String days, String from, String to) {
        return new OfficeHours(
                "h",
                ZoneId.of("Europe/London"),
                days.isEmpty() ? List.of() : List.of(days.split(" ", -1)),
                LocalTime.parse(from),
                LocalTime.parse(to));
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    2026-11-27T08:59:59Z, false
                    2026-11-27T09:00:00Z, true
                    2026-11-27T17:29:59Z, true
                    2026-11-27T17:30:00Z, false
                    2026-11-28T12:00:00Z, false
                    2026-07-01T08:00:00Z, true
                    2026-07-01T07:59:59Z, false
                    2026-07-01T16:30:00Z, false
                    """)
    void weekdays_areKeptByTheClocksOfTheZone(Instant now, boolean open) {
        assertThat(hours("mon tue wed thu Fri", "09:00", "17:30").open(now)).isEqualTo(open);
    }

    /** At 01:00 GMT it is 02:00 BST: there is no 01:30. */
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    01:30, 03:00, 2026-03-29T00:59:59Z, false
                    01:30, 03:00, 2026-03-29T01:00:00Z, true
                    01:30, 03:00, 2026-03-29T01:59:59Z, true
                    01:30, 03:00, 2026-03-29T02:00:00Z, false
                    00:00, 01:30, 2026-03-29T00:59:59Z, true
                    00:00, 01:30, 2026-03-29T01:00:00Z, false
                    09:00, 17:30, 2026-03-29T07:59:59Z, false
                    09:00, 17:30, 2026-03-29T08:00:00Z, true
                    09:00, 17:30, 2026-03-28T09:00:00Z, true
                    """)
    void clocksForward(String from, String to, Instant now, boolean open) {
        assertThat(hours("", from, to).open(now)).isEqualTo(open);
    }

    /** At 01:00 GMT it is 01:00 for the second time: each span begins and ends once. */
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    01:30, 03:00, 2026-10-25T00:29:59Z, false
                    01:30, 03:00, 2026-10-25T00:30:00Z, true
                    01:30, 03:00, 2026-10-25T01:10:00Z, true
                    01:30, 03:00, 2026-10-25T02:59:59Z, true
                    01:30, 03:00, 2026-10-25T03:00:00Z, false
                    00:00, 01:30, 2026-10-25T00:30:00Z, true
                    00:00, 01:30, 2026-10-25T01:29:59Z, true
                    00:00, 01:30, 2026-10-25T01:30:00Z, false
                    09:00, 17:30, 2026-10-25T08:30:00Z, false
                    09:00, 17:30, 2026-10-25T09:00:00Z, true
                    """)
    void clocksBack(String from, String to, Instant now, boolean open) {
        assertThat(hours("", from, to).open(now)).isEqualTo(open);
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    2026-11-27T21:59:59Z, false
                    2026-11-27T22:00:00Z, true
                    2026-11-28T05:59:59Z, true
                    2026-11-28T06:00:00Z, false
                    2026-11-28T22:00:00Z, false
                    2026-11-27T05:00:00Z, false
                    """)
    void overnight_belongsToTheDayOnWhichItBegins(Instant now, boolean open) {
        assertThat(hours("fri", "22:00", "06:00").open(now)).isEqualTo(open);
    }

    @Test
    void overnight_ofTheNightsInWhichClocksChange_endsOnce() {
        OfficeHours night = hours("sat", "22:00", "01:30");
        assertThat(night.open(Instant.parse("2026-03-29T00:59:59Z"))).isTrue();
        assertThat(night.open(Instant.parse("2026-03-29T01:00:00Z"))).isFalse();
        assertThat(night.open(Instant.parse("2026-10-25T01:29:59Z"))).isTrue();
        assertThat(night.open(Instant.parse("2026-10-25T01:30:00Z"))).isFalse();
    }

    @Test
    void midnightForBoth_isTheWholeDay() {
        OfficeHours saturday = hours("sat", "00:00", "00:00");
        assertThat(saturday.open(Instant.parse("2026-11-27T23:59:59Z"))).isFalse();
        assertThat(saturday.open(Instant.parse("2026-11-28T00:00:00Z"))).isTrue();
        assertThat(saturday.open(Instant.parse("2026-11-28T23:59:59Z"))).isTrue();
        assertThat(saturday.open(Instant.parse("2026-11-29T00:00:00Z"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    2026-11-27T10:00:00Z, 2026-11-27T10:00:00Z
                    2026-11-27T08:00:00Z, 2026-11-27T09:00:00Z
                    2026-11-27T17:30:00Z, 2026-11-30T09:00:00Z
                    2026-03-27T17:30:00Z, 2026-03-30T08:00:00Z
                    """)
    void nextOpen_isNowOrWhenTheNextSpanBegins(Instant now, Instant next) {
        assertThat(hours("mon tue wed thu fri", "09:00", "17:30").nextOpen(now)).isEqualTo(next);
        Instant aWeekLater = Instant.parse("2026-12-04T09:00:00Z");
        assertThat(hours("fri", "09:00", "09:01").nextOpen(Instant.parse("2026-11-27T09:01:00Z")))
                .isEqualTo(aWeekLater);
    }
}

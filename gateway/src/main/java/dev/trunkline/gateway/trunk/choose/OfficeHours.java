package dev.trunkline.gateway.trunk.choose;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.time.zone.ZoneOffsetTransition;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The hours of a week in which calls may go out. Each day's hours are one span, whatever the clocks
 * do in it: it begins and ends once, also where a time of day comes twice or not at all.
 *
 * @param days on which a span begins, such as {@code mon}; every day if empty
 * @param to exclusive; if it is not after {@code from}, the span ends on the following day
 */
public record OfficeHours(
        @Key(value = "Name by which agents refer to them", entryName = true) String name,
        @Key(value = "Where these hours are kept", or = "UTC") ZoneId zone,
        @Key(
                        value = "Days on which they begin; every day if empty",
                        range = "mon, tue, wed, thu, fri, sat, sun")
                List<String> days,
        @Key(value = "When they begin", or = "09:00") LocalTime from,
        @Key(
                        value =
                                "When they end; on the day after if that is not later; 00:00 for both"
                                        + " is the whole day",
                        or = "17:30")
                LocalTime to) {

    private static final int DAYS_AHEAD = 8;

    public OfficeHours {
        days = days.stream().map(day -> day.toLowerCase(Locale.ROOT)).toList();
        new Mistakes()
                .check(
                        days.stream().allMatch(day -> day(day).isPresent()),
                        "days",
                        days,
                        "mon, tue, wed, thu, fri, sat, sun",
                        "correct the days, or leave them out for every day")
                .check(
                        !from.equals(to) || from.equals(LocalTime.MIDNIGHT),
                        "to",
                        to,
                        "another time than that of from",
                        "for the whole day, write 00:00 for both")
                .throwIfAny();
    }

    /** Whether {@code now} lies in a span. */
    public boolean open(Instant now) {
        LocalDate today = LocalDate.ofInstant(now, zone);
        return Stream.of(today.minusDays(1), today)
                .filter(this::opensOn)
                .anyMatch(date -> !now.isBefore(begin(date)) && now.isBefore(end(date)));
    }

    /** {@code now} if it lies in a span, else when the next one begins. */
    public Instant nextOpen(Instant now) {
        if (open(now)) {
            return now;
        }
        return LocalDate.ofInstant(now, zone)
                .datesUntil(LocalDate.ofInstant(now, zone).plusDays(DAYS_AHEAD))
                .filter(this::opensOn)
                .map(this::begin)
                .filter(begin -> begin.isAfter(now))
                .findFirst()
                .orElseThrow(); // there is a day of each name within eight
    }

    private boolean opensOn(LocalDate date) {
        Set<DayOfWeek> on = EnumSet.noneOf(DayOfWeek.class);
        days.forEach(name -> day(name).ifPresent(on::add));
        return on.isEmpty() || on.contains(date.getDayOfWeek());
    }

    private Instant begin(LocalDate date) {
        return instant(date.atTime(from), false);
    }

    private Instant end(LocalDate date) {
        return instant((to.isAfter(from) ? date : date.plusDays(1)).atTime(to), true);
    }

    /**
     * Of a time that comes twice the first or the last; of one that does not, the change itself.
     */
    private Instant instant(LocalDateTime local, boolean last) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        if (offsets.isEmpty()) {
            ZoneOffsetTransition change = zone.getRules().getTransition(local);
            return change.getInstant();
        }
        return local.toInstant(last ? offsets.getLast() : offsets.getFirst());
    }

    private static Optional<DayOfWeek> day(String name) {
        return Stream.of(DayOfWeek.values())
                .filter(day ->
                        day.getDisplayName(TextStyle.SHORT, Locale.ROOT).equalsIgnoreCase(name))
                .findFirst();
    }
}

package dev.trunkline.observability.record;

import dev.trunkline.observability.latency.Moment;
import dev.trunkline.observability.latency.TimelineEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A timeline in one column: {@code webhook_received@0 stream_started@1204311}, microseconds. */
final class TimelineText {
    private static final Map<String, Moment> MOMENTS =
            Stream.of(Moment.values())
                    .collect(Collectors.toMap(Moment::label, Function.identity()));

    private TimelineText() {}

    /** Null for none; of one too long for the column, its beginning. */
    static @Nullable String encode(List<TimelineEvent> timeline) {
        StringBuilder text = new StringBuilder();
        for (TimelineEvent event : timeline) {
            String next = event.moment().label() + "@" + event.atUs();
            if (text.length() + 1 + next.length() > StoredText.LONGEST) {
                break;
            }
            text.append(text.isEmpty() ? "" : " ").append(next);
        }
        return text.isEmpty() ? null : text.toString();
    }

    /** Leaves out what this version does not know. */
    static List<TimelineEvent> decode(@Nullable String text) {
        List<TimelineEvent> timeline = new ArrayList<>();
        for (String event : text == null ? new String[0] : text.split(" ", -1)) {
            int at = event.indexOf('@');
            Moment moment = at < 0 ? null : MOMENTS.get(event.substring(0, at));
            if (moment != null && event.substring(at + 1).matches("-?\\d{1,18}")) {
                timeline.add(new TimelineEvent(moment, Long.parseLong(event.substring(at + 1))));
            }
        }
        return timeline;
    }
}

package dev.trunkline.gateway.admin.page;

import dev.trunkline.observability.record.CallDirection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One entry of a form's list. */
record Choice(String value, String text, boolean chosen) {
    static List<Choice> ranges(String chosen) {
        return of(
                chosen,
                "1h",
                "Last hour",
                "24h",
                "Last 24 hours",
                "7d",
                "Last 7 days",
                "30d",
                "Last 30 days",
                "all",
                "All",
                "custom",
                "From … to …");
    }

    static List<Choice> directions(@Nullable CallDirection chosen) {
        return of(
                chosen == null ? "" : chosen.label(),
                "",
                "Both",
                CallDirection.INBOUND.label(),
                "Inbound",
                CallDirection.OUTBOUND.label(),
                "Outbound");
    }

    /** From values and texts in turn. */
    static List<Choice> of(String chosen, String... valuesAndTexts) {
        List<Choice> choices = new ArrayList<>();
        for (int i = 0; i < valuesAndTexts.length; i += 2) {
            String value = valuesAndTexts[i];
            choices.add(new Choice(value, valuesAndTexts[i + 1], value.equals(chosen)));
        }
        return List.copyOf(choices);
    }
}

package dev.trunkline.observability.compare;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.trunkline.observability.record.CallDirection;
import java.io.IOException;
import java.time.Instant;
import java.util.function.Function;

/**
 * A report as JSON: the records' components by their names, in their order, units in the names
 * ({@code us}, {@code lowUs}, {@code shiftUs}); times as ISO 8601 in UTC; enumerations as labels,
 * such as {@code turn_heard} and {@code not_enough_data}; what is not known is null, never NaN.
 */
public final class ComparisonJson {
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .addModule(
                            new SimpleModule()
                                    .addSerializer(Instant.class, text(Instant::toString))
                                    .addSerializer(ArmBy.class, text(ArmBy::label))
                                    .addSerializer(Design.class, text(Design::label))
                                    .addSerializer(Finding.class, text(Finding::label))
                                    .addSerializer(
                                            BreakEven.Kind.class, text(BreakEven.Kind::label))
                                    .addSerializer(CallDirection.class, text(CallDirection::label))
                                    .addSerializer(
                                            ComparedLatency.class, text(ComparedLatency::label)))
                    .build();

    private ComparisonJson() {}

    /** The report in one line. */
    public static String write(ComparisonReport report) {
        try {
            return MAPPER.writeValueAsString(report);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a record of plain values", impossible);
        }
    }

    private static <T> JsonSerializer<T> text(Function<T, String> label) {
        return new JsonSerializer<>() {
            @Override
            public void serialize(T value, JsonGenerator out, SerializerProvider serializers)
                    throws IOException {
                out.writeString(label.apply(value));
            }
        };
    }
}

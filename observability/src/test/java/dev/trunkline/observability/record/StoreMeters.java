package dev.trunkline.observability.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trunkline.observability.metrics.GatewayMeters;
import dev.trunkline.observability.metrics.RecordLoss;
import dev.trunkline.observability.metrics.RecordMeters;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The meters of one store, read as Prometheus reads them. */
final class StoreMeters implements AutoCloseable {
    private final GatewayMeters meters = new GatewayMeters();

    RecordMeters records() {
        return meters.records();
    }

    int written() {
        return value("trunkline_records_written_total");
    }

    int dropped(RecordLoss loss) {
        return value("trunkline_records_dropped_total{reason=\"" + loss.label() + "\"}");
    }

    int writeFailures() {
        return value("trunkline_records_write_failures_total");
    }

    int queued() {
        return value("trunkline_records_queued");
    }

    private int value(String series) {
        String text = new String(meters.scrape(null).body(), UTF_8);
        Matcher line =
                Pattern.compile("^" + Pattern.quote(series) + " (\\S+)$", Pattern.MULTILINE)
                        .matcher(text);
        if (!line.find()) {
            throw new AssertionError("not in the scrape: " + series);
        }
        return (int) Double.parseDouble(line.group(1));
    }

    @Override
    public void close() {
        meters.close();
    }
}

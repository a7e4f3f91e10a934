package dev.trunkline.observability.record;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** All that is logged by anyone from here on, as text. */
final class StoreLog implements AutoCloseable {
    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();

    StoreLog() {
        events.start();
        root.addAppender(events);
    }

    /** Message, key-values and stack trace of each. */
    List<String> lines() {
        return List.copyOf(events.list).stream().map(StoreLog::line).toList();
    }

    List<String> of(String event) {
        return lines().stream().filter(line -> line.startsWith(event)).toList();
    }

    private static String line(ILoggingEvent event) {
        String thrown =
                event.getThrowableProxy() == null
                        ? ""
                        : ThrowableProxyUtil.asString(event.getThrowableProxy());
        return event.getFormattedMessage() + " " + event.getKeyValuePairs() + thrown;
    }

    @Override
    public void close() {
        root.detachAppender(events);
    }
}

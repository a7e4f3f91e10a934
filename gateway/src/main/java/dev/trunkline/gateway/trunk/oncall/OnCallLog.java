package dev.trunkline.gateway.trunk.oncall;

import dev.trunkline.gateway.call.CarrierApiException;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** What is logged of one escalation: people by their place, nobody's number. */
final class OnCallLog {
    private static final Logger LOG = LoggerFactory.getLogger(Escalation.class);

    private final String call;
    private final String escalation;

    OnCallLog(String call, String escalation) {
        this.call = call;
        this.escalation = escalation;
    }

    private LoggingEventBuilder of(LoggingEventBuilder event, String name) {
        return event.setMessage("oncall." + name)
                .addKeyValue("call", call)
                .addKeyValue("escalation", escalation);
    }

    void step(int number, int people) {
        of(LOG.atInfo(), "step").addKeyValue("step", number).addKeyValue("rung", people).log();
    }

    void texted() {
        of(LOG.atInfo(), "texted").log();
    }

    void notTexted(Throwable cause) {
        of(LOG.atWarn(), "not_texted").addKeyValue("cause", kind(cause)).log();
    }

    /** A message that is not of ours may quote a number. */
    private static String kind(Throwable cause) {
        return cause instanceof CarrierApiException refused
                ? refused.failure().toString()
                : cause.getClass().getSimpleName();
    }

    void notRung(int person, String cause) {
        of(LOG.atWarn(), "not_rung")
                .addKeyValue("person", person)
                .addKeyValue("cause", cause)
                .log();
    }

    void taken(int person) {
        of(LOG.atInfo(), "taken").addKeyValue("person", person).log();
    }

    void callerLost() {
        of(LOG.atWarn(), "caller_lost").log();
    }

    void nobodyCame(String then) {
        of(LOG.atInfo(), "nobody_came").addKeyValue("then", then.toLowerCase(Locale.ROOT)).log();
    }

    void messageLeft(String recordingSid, int seconds) {
        of(LOG.atInfo(), "message_left")
                .addKeyValue("recording", recordingSid)
                .addKeyValue("seconds", seconds)
                .log();
    }

    void over(String outcome) {
        of(LOG.atInfo(), "over").addKeyValue("outcome", outcome).log();
    }
}

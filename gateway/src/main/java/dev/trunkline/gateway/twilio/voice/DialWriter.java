package dev.trunkline.gateway.twilio.voice;

import dev.trunkline.gateway.trunk.PhoneNumber;

/** Writes {@code <Dial>} and what is in it. */
final class DialWriter {
    private static final String EVENTS = "initiated ringing answered completed";

    private final TwiMLWriter xml;

    DialWriter(TwiMLWriter xml) {
        this.xml = xml;
    }

    void dial(TwiML.Dial dial) {
        xml.open("Dial")
                .attribute("callerId", dial.callerId().map(PhoneNumber::e164).orElse(""))
                .attribute("timeout", Integer.toString(dial.timeoutSeconds()))
                .action(dial.action())
                // The caller hears ringing until someone answers, instead of silence.
                .attribute("answerOnBridge", "true")
                .content();
        switch (dial.destination()) {
            case DialNoun.Phone phone -> {
                xml.open("Number").attribute("byoc", phone.byocTrunkSid());
                callback(phone.statusCallback());
                xml.element("Number", phone.number().e164());
            }
            case DialNoun.Sip sip -> {
                xml.open("Sip");
                sip.credentials()
                        .ifPresent(known ->
                                xml.attribute("username", known.username())
                                        .attribute("password", known.password().value()));
                callback(sip.statusCallback());
                xml.element("Sip", sip.address());
            }
            case DialNoun.Conference(String name, boolean starts, boolean ends, boolean beeps) ->
                    xml.open("Conference")
                            .attribute("startConferenceOnEnter", Boolean.toString(starts))
                            .attribute("endConferenceOnExit", Boolean.toString(ends))
                            .attribute("beep", Boolean.toString(beeps))
                            .element("Conference", name);
        }
        xml.close("Dial");
    }

    private void callback(String url) {
        if (!url.isEmpty()) {
            xml.attribute("statusCallback", url)
                    .attribute("statusCallbackMethod", "POST")
                    .attribute("statusCallbackEvent", EVENTS);
        }
    }
}

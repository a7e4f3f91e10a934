package dev.trunkline.gateway.twilio.rest;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Where a call finds its TwiML. Prints neither queries nor documents: there are tokens in them. */
public sealed interface Instructions {

    /** Adds what says so to a request. */
    void addTo(Form form);

    /** Instructions that a call in progress can be given too. */
    sealed interface Document extends Instructions {}

    /**
     * Asks a URL, once the call is answered.
     *
     * @param fallbackUrl asked by the same method if {@code url} fails; null: none
     */
    record FromUrl(URI url, WebhookMethod method, @Nullable URI fallbackUrl) implements Document {
        @Override
        public void addTo(Form form) {
            form.add("Url", url)
                    .add("Method", method)
                    .add("FallbackUrl", fallbackUrl)
                    .add("FallbackMethod", fallbackUrl == null ? null : method);
        }

        @Override
        public String toString() {
            return "FromUrl[" + method + " " + url.getHost() + url.getPath() + "]";
        }
    }

    /**
     * The document itself.
     *
     * @param twiml at most 4000 characters
     */
    record Inline(String twiml) implements Document {
        private static final int LONGEST = 4_000;

        public Inline {
            if (twiml.isBlank() || twiml.length() > LONGEST) {
                throw new IllegalArgumentException(
                        "TwiML of "
                                + twiml.length()
                                + " characters: expected 1 to "
                                + LONGEST
                                + "; give a URL instead");
            }
        }

        @Override
        public void addTo(Form form) {
            form.add("Twiml", twiml);
        }

        @Override
        public String toString() {
            return "Inline[" + twiml.length() + " characters]";
        }
    }

    /** A TwiML application's; Twilio then ignores URLs of the request, callbacks included. */
    record OfApplication(String applicationSid) implements Instructions {
        public OfApplication {
            Sid.check("AP", applicationSid);
        }

        @Override
        public void addTo(Form form) {
            form.add("ApplicationSid", applicationSid);
        }
    }
}

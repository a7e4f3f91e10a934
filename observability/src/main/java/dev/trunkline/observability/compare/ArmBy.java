package dev.trunkline.observability.compare;

import java.util.Locale;

/** What makes an arm of the comparison. */
public enum ArmBy {
    /** One trunk, by its configured name. */
    TRUNK,
    /** All trunks of one kind, such as all of one's own carriers. */
    KIND,
    /** How the call's media, or its words, reach the gateway. */
    LEG;

    /** The parameter of a query that names two arms. */
    public String namesParameter() {
        return label() + "s";
    }

    /** As the API and the report carry it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}

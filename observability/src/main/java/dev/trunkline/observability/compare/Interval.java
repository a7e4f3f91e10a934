package dev.trunkline.observability.compare;

/** Where the true figure lies with 95 % confidence, ends included; low is never above high. */
public record Interval(long lowUs, long highUs) {
    /** Whether {@code us} lies in it. */
    public boolean holds(long us) {
        return lowUs <= us && us <= highUs;
    }
}

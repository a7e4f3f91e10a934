package dev.trunkline.loadtest.phone;

/** Where a stream notes what concerns the call as a whole. */
interface CallLog {
    /** Something that Twilio would have reported. */
    void violation(int code, long nowNanos, String detail);

    /** The caller ended the call. */
    void hungUpByCaller();

    /** Something happened that somebody may be waiting for. */
    void progressed();
}

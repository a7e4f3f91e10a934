package dev.trunkline.loadtest.phone;

import java.util.List;
import java.util.Map;

/** Makes the calls that the {@code <Dial>} of a call in progress asks for. Any thread. */
public interface ChildCalls {

    /**
     * Without a network: whoever is dialled answers at once and is gone after a second that nobody
     * has to wait for.
     */
    ChildCalls NOTED =
            (wanted, listener) -> {
                String sid = Sids.random("CA");
                listener.answered();
                listener.over(new Ended("completed", 200, 1));
                return new Child() {
                    @Override
                    public String callSid() {
                        return sid;
                    }

                    @Override
                    public void end() {}
                };
            };

    /** Dials; the listener may hear of it before this returns. */
    Child dial(Wanted wanted, Listener listener);

    /**
     * Whom to call.
     *
     * @param fields as the API would be asked: {@code To}, {@code From}, {@code Byoc}, {@code
     *     Timeout}, {@code TimeLimit}, {@code StatusCallback} and what belongs to it, SIP
     *     credentials
     */
    record Wanted(String parentCallSid, Map<String, List<String>> fields) {}

    /** A call that was dialled. */
    interface Child {
        String callSid();

        /** Hangs up, or gives up. */
        void end();
    }

    /** Who waits for it. Called on any thread. */
    interface Listener {
        void answered();

        /** Once, and nothing after it. */
        void over(Ended how);
    }

    /**
     * How it ended.
     *
     * @param status {@code CallStatus}
     * @param sipCode final SIP response
     * @param talkedSeconds 0 if it was not answered
     */
    record Ended(String status, int sipCode, long talkedSeconds) {}
}

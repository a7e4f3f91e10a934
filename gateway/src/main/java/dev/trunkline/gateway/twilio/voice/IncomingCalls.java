package dev.trunkline.gateway.twilio.voice;

import dev.trunkline.gateway.trunk.oncall.Instruction;
import io.vertx.core.Future;

/**
 * What the webhooks need from the rest of the gateway: a decision per call, and somewhere to tell
 * what Twilio reported.
 *
 * <p>Threads: called on any event loop, for one call possibly on a different loop each time.
 * Nothing here may block. Futures may complete on any thread. A method that throws, returns {@code
 * null} or takes longer than {@link VoiceSettings#answerBudget()} costs the caller an apology,
 * never an error page.
 */
public interface IncomingCalls {

    /**
     * Decides on a call whose webhook was signed. Twilio repeats a request it got no answer to: for
     * a {@code CallSid} that was decided before, the same answer must come again, and no second
     * session may be opened.
     */
    Future<Admission> admit(IncomingCall call);

    /**
     * The answer to {@link #admit} came too late or could not be used: the caller has heard an
     * apology and no stream will open. Whatever was prepared for the call can go.
     */
    void abandoned(String callSid);

    /**
     * What the caller gets now that the gateway has closed the media socket (or the socket broke).
     * Asked again for the same call, it must say the same.
     */
    Future<AfterStream> afterStream(String callSid);

    /**
     * What the caller gets now that a ConversationRelay session is over. Asked again for the same
     * session, it must say the same.
     */
    Future<AfterStream> afterRelay(RelayEnd end);

    /**
     * A call changed its status. Each (call, sequence number) arrives once as far as can be
     * remembered; the order is Twilio's, not time's.
     */
    void statusChanged(CallStatusEvent event);

    /** Twilio found out who answered a call of ours: its word {@code AnsweredBy}. */
    void answererFound(PlacedTry placed, String answeredBy);

    /**
     * A recording of a call of ours changed its state.
     *
     * @param recordingSid {@code RE…}
     * @param status Twilio's word, such as {@code completed}
     */
    void recorded(PlacedTry placed, String recordingSid, String status, int seconds);

    /**
     * A person on call has picked up. Asked again for the same try, it must say the same.
     *
     * @param callSid of the person's call
     */
    Future<Instruction> personAnswered(PlacedTry placed, String callSid);

    /**
     * A person on call has pressed a key.
     *
     * @param call reference of the call that it is about
     * @param leg number of the person
     * @param key empty if there was none after all
     */
    Future<Instruction> personPressed(String call, int leg, String key);

    /**
     * A caller to whom nobody came has left a message; told twice.
     *
     * @param call the call's reference
     * @param recordingSid {@code RE…}
     */
    void messageLeft(String call, String recordingSid, int seconds);

    /**
     * A stream started, stopped or failed; {@code ERROR} is often the first sign that the media
     * socket is dead.
     */
    void streamEvent(StreamEvent event);
}

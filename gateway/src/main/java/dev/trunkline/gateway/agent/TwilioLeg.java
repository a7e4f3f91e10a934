package dev.trunkline.gateway.agent;

/** How Twilio brings a call to the gateway. */
public enum TwilioLeg {
    /** Media Streams: the call's audio, heard and spoken by the model. */
    STREAM,
    /** ConversationRelay: words; Twilio hears and speaks. */
    RELAY
}

package dev.trunkline.gateway.trunk.oncall;

import java.time.Duration;

/** What a phone that asks is told: a person's who was rung, or the caller's. */
public sealed interface Instruction {
    /**
     * Whether the person takes the call, by a key.
     *
     * @param call reference of the call that it is about
     * @param leg number of the person
     */
    record Ask(String call, int leg, String words, String language) implements Instruction {}

    /** Caller and person hear each other, until one of them leaves. */
    record Meet(String room) implements Instruction {}

    /** Some words, and that is all. */
    record Tell(String words, String language) implements Instruction {}

    /**
     * The caller may leave a message.
     *
     * @param call reference of the call
     * @param silence after which it is taken for finished
     */
    record TakeMessage(
            String call, String words, String language, Duration longest, Duration silence)
            implements Instruction {}

    /** Nothing more. */
    record HangUp() implements Instruction {}
}

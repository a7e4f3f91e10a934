package dev.trunkline.gateway.admin;

/** Whether the gateway takes calls. Read on the management port's event loop: answers at once. */
public interface Readiness {
    /** False while starting, stopping, or when it cannot do its work. */
    boolean ready();

    /** Why not, in a few words for people; anything while ready. */
    String reason();
}

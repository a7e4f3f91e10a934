package dev.trunkline.loadtest.demo;

/** How the demo's calls to the example agents come: as {@code ?leg=} of the voice URL has it. */
enum DemoLeg {
    /** Audio over Media Streams. */
    STREAM("stream"),
    /** Words over ConversationRelay. */
    RELAY("relay");

    final String label;

    DemoLeg(String label) {
        this.label = label;
    }

    /** Of the calls over this leg, so that the gateway can hold one leg against the other. */
    String trunk() {
        return "examples-" + label;
    }
}

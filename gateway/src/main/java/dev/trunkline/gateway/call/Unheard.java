package dev.trunkline.gateway.call;

import dev.trunkline.gateway.call.ModelSessionListener.AudioItem;

/** An item that a barge-in cut: {@code heardMs} of its {@code receivedMs} were played. */
record Unheard(AudioItem item, long heardMs, long receivedMs) {}

package dev.trunkline.loadtest.relay;

import java.util.List;
import java.util.Map;

/**
 * A {@code <ConversationRelay>} as it stands in the TwiML.
 *
 * @param attributes by their names as written
 * @param languages the attributes of each {@code <Language>}
 * @param parameters of the {@code <Parameter>} elements, in their order
 * @param strangers names of elements inside that are neither
 */
public record RelayNoun(
        Map<String, String> attributes,
        List<Map<String, String>> languages,
        Map<String, String> parameters,
        List<String> strangers) {}

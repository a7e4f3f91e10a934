package dev.trunkline.gateway.agent;

import dev.trunkline.gateway.config.keys.Key;
import java.util.List;

/**
 * The calls that an agent answers without being named in the voice URL; the first that fits in this
 * order: number, SIP domain, trunk.
 */
public record CallMatch(
        @Key(value = "Numbers that were called", range = "phone numbers such as +15550100123")
                List<String> numbers,
        @Key(value = "Domains of SIP addresses that were called", range = "host names")
                List<String> sipDomains,
        @Key("Trunks by which calls come") List<String> trunks) {

    public CallMatch {
        numbers = List.copyOf(numbers);
        sipDomains = List.copyOf(sipDomains);
        trunks = List.copyOf(trunks);
    }
}

package dev.trunkline.gateway.agent;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import dev.trunkline.gateway.trunk.PhoneNumber;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The calls that an agent answers without being named in the voice URL; the first that fits in this
 * order: number, SIP domain, trunk. Prints without the numbers.
 *
 * @param numbers in E.164 form
 * @param sipDomains in lower case
 */
public record CallMatch(
        @Key(value = "Numbers that were called", range = "phone numbers such as +15550100123")
                List<String> numbers,
        @Key(value = "Domains of SIP addresses that were called", range = "host names")
                List<String> sipDomains,
        @Key("Trunks by which calls come") List<String> trunks) {

    /** RFC 1123 section 2.1: labels of letters, digits and inner dashes. */
    private static final Pattern HOST =
            Pattern.compile(
                    "(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
                            + "(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

    public CallMatch {
        numbers = List.copyOf(numbers);
        sipDomains = sipDomains.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        trunks = List.copyOf(trunks);
        new Mistakes()
                .check(
                        numbers.stream().allMatch(PhoneNumber::isValid),
                        "numbers",
                        which(numbers, PhoneNumber::isValid),
                        "phone numbers with plus and country code (E.164)",
                        "write each in quotes, as \"+15550100123\"")
                .check(
                        sipDomains.stream().allMatch(HOST.asMatchPredicate()),
                        "sipDomains",
                        which(sipDomains, HOST.asMatchPredicate()),
                        "host names",
                        "write what stands behind the @ of the address, without a port")
                .check(distinct(numbers), "numbers", null, "each number once", "remove one")
                .check(distinct(sipDomains), "sipDomains", null, "each domain once", "remove one")
                .check(distinct(trunks), "trunks", null, "each trunk once", "remove one")
                .throwIfAny();
    }

    /** Which items are wrong, by their place: a number must not stand in a message. */
    private static String which(List<String> items, Predicate<String> right) {
        StringBuilder places = new StringBuilder("(item");
        for (int i = 0; i < items.size(); i++) {
            if (!right.test(items.get(i))) {
                places.append(' ').append(i + 1);
            }
        }
        return places.append(')').toString();
    }

    private static boolean distinct(List<String> items) {
        return new HashSet<>(items).size() == items.size();
    }

    @Override
    public String toString() {
        return "CallMatch[numbers="
                + numbers.size()
                + ", sipDomains="
                + sipDomains
                + ", trunks="
                + trunks
                + "]";
    }
}

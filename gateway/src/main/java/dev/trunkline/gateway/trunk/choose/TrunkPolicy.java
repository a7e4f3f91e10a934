package dev.trunkline.gateway.trunk.choose;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import java.util.HashSet;
import java.util.List;

/**
 * How a trunk is found for a call out.
 *
 * @param trunks names; the order in which failover tries those that were not chosen
 * @param seed of the draws of an experiment
 * @param prefixDigits digits of the destination, country code first, within which arms are balanced
 */
public record TrunkPolicy(
        @Key(value = "Name of the experiment in records", entryName = true) String name,
        @Key(
                        value =
                                "`fixed`: the first trunk. `weighted`: at random by their weights."
                                        + " `experiment`: at random by their weights, balanced within each"
                                        + " hour and destination prefix, recorded as randomised, the same"
                                        + " again with the same seed",
                        or = "fixed",
                        range = "fixed, weighted, experiment")
                Choosing choose,
        @Key("Names of trunks; after a failure the others are tried in this order")
                List<String> trunks,
        @Key(
                        value = "Of an experiment's draws",
                        or = "1",
                        range = "a whole number, up to 2147483647 either way")
                int seed,
        @Key(
                        value =
                                "Digits of the destination, from the country code on, within which an"
                                        + " experiment's arms are balanced",
                        or = "3",
                        range = "0 to 6")
                int prefixDigits) {

    /** How the first trunk is chosen. */
    public enum Choosing {
        FIXED,
        WEIGHTED,
        EXPERIMENT
    }

    public TrunkPolicy {
        trunks = List.copyOf(trunks);
        int least = choose == Choosing.EXPERIMENT ? 2 : 1;
        new Mistakes()
                .check(
                        trunks.size() >= least,
                        "trunks",
                        trunks,
                        least == 2 ? "at least two trunks to compare" : "at least one trunk",
                        "name trunks of the section trunks")
                .check(
                        new HashSet<>(trunks).size() == trunks.size(),
                        "trunks",
                        trunks,
                        "each trunk once",
                        "remove one; weights are the trunks' own")
                .range("prefixDigits", prefixDigits, 0, 6, "3 holds country and region apart")
                .throwIfAny();
    }
}

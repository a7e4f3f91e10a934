package dev.trunkline.gateway.config;

import dev.trunkline.gateway.config.keys.Mistakes;
import dev.trunkline.gateway.config.pbx.PbxConfig;
import java.util.Set;

/** Whether what the section {@code pbx} names exists in others. */
final class PbxReferences {
    private PbxReferences() {}

    static void check(PbxConfig pbx, Set<String> trunks, Mistakes mistakes) {
        pbx.asterisks()
                .forEach((name, asterisk) ->
                        trunk(
                                "pbx.asterisks." + name + ".trunk",
                                asterisk.trunk(),
                                trunks,
                                mistakes));
        trunk("pbx.socket.trunk", pbx.socket().trunk(), trunks, mistakes);
    }

    private static void trunk(String key, String trunk, Set<String> trunks, Mistakes mistakes) {
        mistakes.check(
                trunks.contains(trunk),
                key,
                trunk,
                "one of " + trunks.stream().sorted().toList(),
                "name a trunk of the section trunks, or add it there with kind: pbx");
    }
}

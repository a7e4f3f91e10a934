package dev.trunkline.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.config.keys.ConfigurationTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/configuration.md} equal to what the records declare. */
class ConfigurationDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "configuration.md");

    private static final String INTRODUCTION =
            """
            # Configuration

            From the YAML file that `TRUNKLINE_CONFIG` names, if any, and from the environment, which wins. The environment alone is
            enough: `PUBLIC_URL`, `TWILIO_AUTH_TOKEN` and `OPENAI_API_KEY`, or `INSECURE_LOCAL=true` to try things out on one machine.

            - Every key has an environment name: `TRUNKLINE_` and its path in capitals (`media.playoutLeadMs` is
              `TRUNKLINE_MEDIA_PLAYOUT_LEAD_MS`, `agents.front-desk.voice` is `TRUNKLINE_AGENTS_FRONT_DESK_VOICE`); some have a short one besides.
            - Lists take commas in the environment (`a, b`); lists and maps can be given as YAML (`[a, b]`, `{a: 1}`).
            - A secret can be read from a file: add `_FILE` to its name. A text, secret or JSON Schema that begins with `file:` is
              read from the file named after it. Relative names start from the configuration file's directory.
            - Secrets in agents' profiles, and those of trunks' SIP servers, are references in the file, `env:NAME` or `file:PATH`; only
              the environment may hold them themselves.
            - An agent's profile inherits from the one that its `extends` names; without it from the profile `default`, if there is
              one that does not build on it; with `extends: none` from none. Keys below keys are merged, values and lists replaced, and
              `null` removes what was inherited. Then the environment sets keys, each of its own profile only. At most 8 profiles stand
              above one. A profile with `abstract: true` is a base for others only, and `match` is each profile's own.
            - A call is answered by the agent that `?agent=` of its voice URL names, else by the one that matches the number called, else
              the SIP domain, else the trunk, else by `defaultAgent`.
            - Agents are read again when a file that the configuration was read from has changed (`agentsReload`): new calls have the new
              ones, calls in progress keep theirs. What cannot be used is logged and counted, and changes nothing. All else, and
              the environment, is read once.
            - Durations: `500ms`, `15s`, `10m`, `1h`.
            - An empty variable counts as not set. An unknown key is a mistake; all mistakes are reported at once, with exit code 78.

            """;

    @Test
    void documentSaysWhatTheRecordsDeclare() throws IOException {
        String expected = INTRODUCTION + ConfigurationTable.of(GatewayConfig.class);
        if (Boolean.getBoolean("trunkline.docs.write")) {
            Files.createDirectories(DOCUMENT.toAbsolutePath().getParent());
            Files.writeString(DOCUMENT, expected);
        }
        assertThat(Files.readString(DOCUMENT))
                .as("rewrite it with -Dtrunkline.docs.write=true")
                .isEqualTo(expected);
    }
}

package dev.trunkline.gateway.agent;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.trunk.Destination;

/** Somewhere that the agent may send the call. */
public record Transfer(
        @Key(value = "Name that the model uses", entryName = true) String name,
        @Key(
                        value = "Where the call is sent",
                        range =
                                "a phone number such as +15550100123, a SIP URI, queue:NAME, or"
                                        + " flex:WW… (a TaskRouter workflow)",
                        required = true,
                        example = "+15550100123")
                Destination to,
        @Key(value = "When to use it, for the model", or = "Transfer the caller.")
                String description) {}

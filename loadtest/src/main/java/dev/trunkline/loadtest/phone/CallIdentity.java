package dev.trunkline.loadtest.phone;

import java.util.Map;

/** What {@code start} says about a call. */
record CallIdentity(
        String accountSid,
        String callSid,
        String streamSid,
        Map<String, String> customParameters) {}

package dev.trunkline.gateway.realtime;

import dev.trunkline.gateway.realtime.ServerEvent.Usage;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallMeters;
import org.jspecify.annotations.Nullable;

/** Counts what a response cost. Cold path. */
final class UsageCounts {
    private UsageCounts() {}

    static void count(@Nullable Usage usage, CallMeters meters) {
        if (usage == null) {
            return;
        }
        meters.count(CallCounter.TOKENS_INPUT_TEXT, usage.textInputTokens());
        meters.count(CallCounter.TOKENS_INPUT_AUDIO, usage.audioInputTokens());
        meters.count(CallCounter.TOKENS_CACHED_TEXT, usage.cachedTextTokens());
        meters.count(CallCounter.TOKENS_CACHED_AUDIO, usage.cachedAudioTokens());
        meters.count(CallCounter.TOKENS_OUTPUT_TEXT, usage.textOutputTokens());
        meters.count(CallCounter.TOKENS_OUTPUT_AUDIO, usage.audioOutputTokens());
    }
}

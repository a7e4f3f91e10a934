package dev.trunkline.loadtest.model;

import org.jspecify.annotations.Nullable;

/**
 * How the simulated service behaves on one connection.
 *
 * @param apiKey the only key accepted; null accepts any that is not empty
 * @param refusal how the connection is turned away; null accepts it
 * @param dialect what the server speaks, whatever the client asked for
 * @param answers what is answered and how fast
 * @param faults what goes wrong
 * @param timing what is fixed to the millisecond
 * @param load load mode instead of a conversation; null for a conversation
 * @param recordAudio whether appended audio is kept (and given back by {@code
 *     conversation.item.retrieve})
 * @param seed of every random choice on the connection
 */
public record ModelBehavior(
        @Nullable String apiKey,
        @Nullable Refusal refusal,
        Dialect dialect,
        Answers answers,
        Faults faults,
        ModelTiming timing,
        @Nullable LoadTalk load,
        boolean recordAudio,
        long seed) {

    /** A well-behaved GA server that answers like a hosted model and keeps what it hears. */
    public static ModelBehavior defaults() {
        return new ModelBehavior(
                null,
                null,
                Dialect.GA,
                Answers.defaults(),
                Faults.none(),
                ModelTiming.NONE,
                null,
                true,
                1);
    }

    /** The same without delays: every answer at once. */
    public static ModelBehavior immediate() {
        return defaults().withAnswers(Answers.immediate());
    }

    /** Load mode; keeps no audio. */
    public static ModelBehavior loading(LoadTalk load) {
        return new ModelBehavior(
                null,
                null,
                Dialect.GA,
                Answers.immediate(),
                Faults.none(),
                ModelTiming.NONE,
                load,
                false,
                1);
    }

    public ModelBehavior withApiKey(String onlyKey) {
        return new ModelBehavior(
                onlyKey, refusal, dialect, answers, faults, timing, load, recordAudio, seed);
    }

    public ModelBehavior withRefusal(Refusal how) {
        return new ModelBehavior(
                apiKey, how, dialect, answers, faults, timing, load, recordAudio, seed);
    }

    public ModelBehavior withDialect(Dialect spoken) {
        return new ModelBehavior(
                apiKey, refusal, spoken, answers, faults, timing, load, recordAudio, seed);
    }

    public ModelBehavior withAnswers(Answers given) {
        return new ModelBehavior(
                apiKey, refusal, dialect, given, faults, timing, load, recordAudio, seed);
    }

    public ModelBehavior withFaults(Faults broken) {
        return new ModelBehavior(
                apiKey, refusal, dialect, answers, broken, timing, load, recordAudio, seed);
    }

    public ModelBehavior withTiming(ModelTiming fixed) {
        return new ModelBehavior(
                apiKey, refusal, dialect, answers, faults, fixed, load, recordAudio, seed);
    }

    public ModelBehavior withRecordAudio(boolean kept) {
        return new ModelBehavior(
                apiKey, refusal, dialect, answers, faults, timing, load, kept, seed);
    }

    public ModelBehavior withSeed(long newSeed) {
        return new ModelBehavior(
                apiKey, refusal, dialect, answers, faults, timing, load, recordAudio, newSeed);
    }
}

package dev.trunkline.codecs.opus;

/**
 * A maker of Opus encoders and decoders. Engines are immutable and may be shared by all threads;
 * what they make may not. Both understand each other's packets.
 *
 * <table>
 * <caption>The two engines</caption>
 * <tr><th>engine</th><th>needs</th><th>heap per 20 ms frame</th></tr>
 * <tr><td>Concentus</td><td>nothing</td><td>tens of kilobytes, see the module's README</td></tr>
 * <tr><td>libopus</td><td>{@code libopus.so.0} and {@code --enable-native-access}</td><td>0</td></tr>
 * </table>
 */
public sealed interface OpusEngine permits ConcentusEngine, LibopusEngine {
    /** {@code concentus} or {@code libopus}. */
    String name();

    /** As the library itself says it, for the log line at start. */
    String version();

    /** A new encoder; close it with the call. */
    OpusEncoder encoder(OpusSettings settings);

    /** A new decoder, 48 kHz mono; close it with the call. */
    default OpusDecoder decoder() {
        return decoder(OpusDecoder.SAMPLE_RATE_HZ);
    }

    /**
     * A new decoder, mono, at the rate that is wanted: what need not be resampled afterwards. Where
     * the engine does not decode every packet rightly at it, as Concentus, the rate is 48 kHz
     * ({@link OpusDecoder#sampleRateHz} tells). Close it with the call.
     *
     * @param wantedHz 8000, 12000, 16000, 24000 or 48000
     */
    OpusDecoder decoder(int wantedHz);

    /**
     * The engine for a setting. Cold: the first call may load a shared library.
     *
     * @throws OpusEngineUnavailableException if {@link OpusEngineChoice#LIBOPUS} was chosen and the
     *     library is not there or may not be called
     */
    static OpusEngine select(OpusEngineChoice choice) {
        return switch (choice) {
            case CONCENTUS -> new ConcentusEngine();
            case LIBOPUS -> new LibopusEngine(Libopus.load(Libopus.SONAME));
            case AUTO -> {
                try {
                    yield new LibopusEngine(Libopus.load(Libopus.SONAME));
                } catch (OpusEngineUnavailableException absent) {
                    yield new ConcentusEngine(); // libopus is never required
                }
            }
        };
    }
}

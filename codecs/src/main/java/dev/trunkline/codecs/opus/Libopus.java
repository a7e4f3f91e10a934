package dev.trunkline.codecs.opus;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The few functions of libopus that a leg needs (opus.h, opus_defines.h of libopus 1.1 and later),
 * as Java methods. State lives in memory that the caller allocates ({@code opus_…_init}, not {@code
 * _create}), so that closing its arena frees everything at once.
 *
 * <p>The handles are constants and take the symbol as their first argument: they exist, and the
 * class loads, on a system without the library.
 */
final class Libopus {
    /** The ABI's name since libopus 1.0; the development package is not needed. */
    static final String SONAME = "libopus.so.0";

    static final int OK = 0;
    static final int SET_BITRATE = 4002;
    static final int SET_VBR = 4006;
    static final int SET_COMPLEXITY = 4010;
    static final int SET_INBAND_FEC = 4012;
    static final int SET_PACKET_LOSS_PERC = 4014;
    static final int SET_DTX = 4016;
    static final int SET_VBR_CONSTRAINT = 4020;
    static final int SET_SIGNAL = 4024;
    static final int SIGNAL_VOICE = 3001;
    private static final int GET_LOOKAHEAD = 4027;
    private static final int RESET_STATE = 4028;
    private static final int APPLICATION_VOIP = 2048;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle STATE_BYTES = handle(JAVA_INT);
    private static final MethodHandle ENCODER_INIT = handle(ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle DECODER_INIT = handle(ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle ENCODE =
            handle(ADDRESS, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle DECODE =
            handle(ADDRESS, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle CTL = variadic(ADDRESS, JAVA_INT);
    private static final MethodHandle CTL_INT = variadic(ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle CTL_ADDRESS = variadic(ADDRESS, JAVA_INT, ADDRESS);

    private final MemorySegment encoderSize;
    private final MemorySegment encoderInit;
    private final MemorySegment encode;
    private final MemorySegment encoderCtl;
    private final MemorySegment decoderSize;
    private final MemorySegment decoderInit;
    private final MemorySegment decode;
    private final MemorySegment decoderCtl;
    private final String version;

    private Libopus(SymbolLookup symbols) {
        encoderSize = symbols.findOrThrow("opus_encoder_get_size");
        encoderInit = symbols.findOrThrow("opus_encoder_init");
        encode = symbols.findOrThrow("opus_encode");
        encoderCtl = symbols.findOrThrow("opus_encoder_ctl");
        decoderSize = symbols.findOrThrow("opus_decoder_get_size");
        decoderInit = symbols.findOrThrow("opus_decoder_init");
        decode = symbols.findOrThrow("opus_decode");
        decoderCtl = symbols.findOrThrow("opus_decoder_ctl");
        version = readVersion(symbols.findOrThrow("opus_get_version_string"));
    }

    /**
     * Loads the library for the life of the JVM.
     *
     * @throws OpusEngineUnavailableException if it is not installed, lacks a function, or the JVM
     *     was started with native access for other modules only
     */
    @SuppressWarnings("restricted") // loading native code is the purpose
    static Libopus load(String soname) {
        try {
            return new Libopus(SymbolLookup.libraryLookup(soname, Arena.global()));
        } catch (IllegalArgumentException absent) {
            throw new OpusEngineUnavailableException(
                    soname
                            + " could not be loaded: expected the system's libopus; install it"
                            + " (Debian and Ubuntu: libopus0) or set opus.engine to concentus",
                    absent);
        } catch (java.util.NoSuchElementException incomplete) {
            throw new OpusEngineUnavailableException(
                    soname + " lacks a function: expected libopus 1.1 or later; upgrade it",
                    incomplete);
        } catch (IllegalCallerException denied) {
            throw new OpusEngineUnavailableException(
                    "native access is denied: start Java with --enable-native-access=ALL-UNNAMED"
                            + " or set opus.engine to concentus",
                    denied);
        }
    }

    String version() {
        return version;
    }

    /** A VOIP encoder, mono, in memory of {@code arena}. */
    MemorySegment newEncoder(Arena arena, int sampleRateHz) {
        try {
            MemorySegment state =
                    arena.allocate((int) STATE_BYTES.invokeExact(encoderSize, 1), STATE_ALIGNMENT);
            check(
                    (int)
                            ENCODER_INIT.invokeExact(
                                    encoderInit, state, sampleRateHz, 1, APPLICATION_VOIP));
            return state;
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }

    /** A mono decoder in memory of {@code arena}. */
    MemorySegment newDecoder(Arena arena, int sampleRateHz) {
        try {
            MemorySegment state =
                    arena.allocate((int) STATE_BYTES.invokeExact(decoderSize, 1), STATE_ALIGNMENT);
            check((int) DECODER_INIT.invokeExact(decoderInit, state, sampleRateHz, 1));
            return state;
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }

    /** Bytes, or a negative error code. */
    int encode(
            MemorySegment state,
            MemorySegment pcm,
            int frameSamples,
            MemorySegment packet,
            int maxBytes) {
        try {
            return (int) ENCODE.invokeExact(encode, state, pcm, frameSamples, packet, maxBytes);
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }

    /** Samples, or a negative error code; {@link MemorySegment#NULL} as the packet conceals. */
    int decode(
            MemorySegment state,
            MemorySegment packet,
            int bytes,
            MemorySegment pcm,
            int frameSamples,
            boolean fec) {
        try {
            return (int)
                    DECODE.invokeExact(
                            decode, state, packet, bytes, pcm, frameSamples, fec ? 1 : 0);
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }

    void set(MemorySegment encoder, int request, int value) {
        try {
            check((int) CTL_INT.invokeExact(encoderCtl, encoder, request, value));
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }

    int lookaheadSamples(MemorySegment encoder) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment samples = arena.allocate(JAVA_INT);
            check((int) CTL_ADDRESS.invokeExact(encoderCtl, encoder, GET_LOOKAHEAD, samples));
            return samples.get(JAVA_INT, 0);
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }

    void resetEncoder(MemorySegment encoder) {
        reset(encoderCtl, encoder);
    }

    void resetDecoder(MemorySegment decoder) {
        reset(decoderCtl, decoder);
    }

    private static void reset(MemorySegment ctl, MemorySegment state) {
        try {
            check((int) CTL.invokeExact(ctl, state, RESET_STATE));
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }

    private static final long STATE_ALIGNMENT = 16; // what malloc would give opus_encoder_create()

    private static void check(int status) {
        if (status != OK) {
            throw new IllegalStateException("libopus returned error " + status);
        }
    }

    private static RuntimeException failed(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException runtime
                ? runtime
                : new IllegalStateException("the call into libopus failed", failure);
    }

    @SuppressWarnings("restricted") // the string's length is its terminating zero
    private static String readVersion(MemorySegment symbol) {
        try {
            MethodHandle get = LINKER.downcallHandle(symbol, FunctionDescriptor.of(ADDRESS));
            return ((MemorySegment) get.invokeExact()).reinterpret(256).getString(0);
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }

    @SuppressWarnings("restricted") // the signatures are those of opus.h
    private static MethodHandle handle(ValueLayout... arguments) {
        return LINKER.downcallHandle(FunctionDescriptor.of(JAVA_INT, arguments));
    }

    @SuppressWarnings("restricted") // as above; opus_…_ctl takes its value after the "..."
    private static MethodHandle variadic(ValueLayout... arguments) {
        return LINKER.downcallHandle(
                FunctionDescriptor.of(JAVA_INT, arguments), Linker.Option.firstVariadicArg(2));
    }
}

package dev.trunkline.codecs.resample;

import dev.trunkline.codecs.g711.G711;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Prints how the two profiles compare with sox {@code rate -v} and libswresample as ffmpeg uses it,
 * all through the same 16-bit files: the table in the module's README. Run by {@code
 * codecs/measure}, which checks that both tools are there.
 */
public final class ResamplerReport {
    private static final double AMPLITUDE = 16_000;
    private static final double PILOT_HZ = 317.3;

    /** One resampler under test; its output is aligned with its input. */
    private interface Engine {
        short[] run(short[] in, int fromHz, int toHz) throws IOException, InterruptedException;
    }

    private record Named(String name, @Nullable ResamplerProfile profile, Engine engine) {}

    private final Path work;

    private ResamplerReport(Path work) {
        this.work = work;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Path work = Files.createTempDirectory("resampler-report");
        try {
            new ResamplerReport(work).print();
        } finally {
            Files.deleteIfExists(work.resolve("in"));
            Files.deleteIfExists(work.resolve("out"));
            Files.delete(work);
        }
    }

    private void print() throws IOException, InterruptedException {
        System.out.println(
                "| kHz | resampler | ripple dB to 0.85 | to 0.90 | rejection dB from 1.15 | from"
                        + " 1.10 | speech SNR dB | delay ms |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- |");
        int[][] conversions = {
            {8_000, 24_000},
            {24_000, 8_000},
            {8_000, 48_000},
            {48_000, 8_000},
            {24_000, 48_000},
            {48_000, 24_000},
            {16_000, 24_000},
            {24_000, 16_000}
        };
        for (int[] conversion : conversions) {
            for (Named named : engines()) {
                System.out.println(row(named, conversion[0], conversion[1]));
            }
        }
    }

    private List<Named> engines() {
        List<Named> engines = new ArrayList<>();
        for (ResamplerProfile profile : ResamplerProfile.values()) {
            String name = profile == ResamplerProfile.HIGH ? "**high**" : "**low-latency**";
            engines.add(new Named(name, profile, (in, from, to) -> ours(in, from, to, profile)));
        }
        engines.add(new Named("sox `rate -v`", null, this::sox));
        engines.add(new Named("libswresample", null, this::swresample));
        return engines;
    }

    private String row(Named named, int fromHz, int toHz) throws IOException, InterruptedException {
        double nyquist = Math.min(fromHz, toHz) / 2.0;
        return String.format(
                Locale.ROOT,
                "| %d → %d | %s | %.3f | %.3f | %s | %s | %s | %s |",
                fromHz / 1_000,
                toHz / 1_000,
                named.name,
                ripple(named.engine, fromHz, toHz, 0.85 * nyquist),
                ripple(named.engine, fromHz, toHz, 0.90 * nyquist),
                rejection(named.engine, fromHz, toHz, 1.15 * nyquist),
                rejection(named.engine, fromHz, toHz, 1.10 * nyquist),
                speechSnr(named.engine, fromHz, toHz),
                delay(named, fromHz, toHz));
    }

    /** Largest deviation of the gain from 1 over 40 tones up to {@code edgeHz}. */
    private static double ripple(Engine engine, int fromHz, int toHz, double edgeHz)
            throws IOException, InterruptedException {
        double[] tones = spread(100, edgeHz, 40);
        double[] out = Spectrum.toDouble(engine.run(toneSequence(tones, fromHz), fromHz, toHz));
        double worst = 0;
        for (int i = 0; i < tones.length; i++) {
            double level = Spectrum.line(out, middle(i, toHz), toHz / 4, toHz, tones[i]);
            worst = Math.max(worst, Math.abs(Spectrum.db(level / AMPLITUDE)));
        }
        return worst;
    }

    /**
     * Down: the loudest alias of tones from {@code edgeHz} on. Up: the loudest image, at {@code
     * edgeHz} or above, of tones in the band.
     */
    private static String rejection(Engine engine, int fromHz, int toHz, double edgeHz)
            throws IOException, InterruptedException {
        boolean down = toHz < fromHz;
        // Not on round frequencies, where an alias would fall on a harmonic of the rounding.
        double[] tones =
                down
                        ? spread(edgeHz + 1, fromHz / 2.0 - 173, 60)
                        : spread(127, fromHz - edgeHz - 1, 60);
        short[] in = toneSequence(tones, fromHz);
        if (down) {
            in = Spectrum.withPilot(in, fromHz, PILOT_HZ, AMPLITUDE / 2);
        }
        double[] out = Spectrum.toDouble(engine.run(in, fromHz, toHz));
        double loudest = 0;
        for (int i = 0; i < tones.length; i++) {
            int from = middle(i, toHz);
            int samples = toHz / 4;
            if (down) {
                double alias = Math.abs(tones[i] - Math.rint(tones[i] / toHz) * toHz);
                double[] rest = Spectrum.without(out, from, samples, toHz, PILOT_HZ);
                loudest = Math.max(loudest, Spectrum.line(rest, 0, samples, toHz, alias));
            } else {
                double[] rest = Spectrum.without(out, from, samples, toHz, tones[i]);
                for (double around = fromHz; around - tones[i] < toHz / 2.0; around += fromHz) {
                    double image = around - tones[i];
                    loudest = Math.max(loudest, Spectrum.line(rest, 0, samples, toHz, image));
                }
            }
        }
        double db = -Spectrum.db(loudest / AMPLITUDE);
        return db > 120 ? "> 120" : String.format(Locale.ROOT, "%.0f", db);
    }

    /**
     * Against sox on the speech fixture, between 300 Hz and 0.85 of the lower Nyquist frequency.
     */
    private String speechSnr(Engine engine, int fromHz, int toHz)
            throws IOException, InterruptedException {
        short[] speech = speech(fromHz);
        short[] reference = sox(speech, fromHz, toHz);
        short[] tested = engine.run(speech, fromHz, toHz);
        int size = Integer.highestOneBit(reference.length) * 2;
        double[] signal = new double[size];
        double[] error = new double[size];
        for (int i = 0; i < Math.min(reference.length, tested.length); i++) {
            signal[i] = reference[i];
            error[i] = tested[i] - reference[i];
        }
        double upper = 0.85 * Math.min(fromHz, toHz) / 2;
        double noise = bandPower(error, 300, upper, toHz);
        if (noise == 0) {
            return "(reference)";
        }
        double db = 10 * Math.log10(bandPower(signal, 300, upper, toHz) / noise);
        return String.format(Locale.ROOT, "%.0f", db);
    }

    /** Ours: the lag. Others hide theirs: what they look ahead, by their response to an impulse. */
    private String delay(Named named, int fromHz, int toHz)
            throws IOException, InterruptedException {
        if (named.profile != null) {
            long nanos = new Resampler(fromHz, toHz, named.profile).delayNanos();
            return String.format(Locale.ROOT, "%.2f", nanos / 1e6);
        }
        short[] impulse = new short[fromHz];
        impulse[fromHz / 2] = Short.MAX_VALUE;
        short[] out = named.engine.run(impulse, fromHz, toHz);
        int first = 0;
        while (out[first] == 0) {
            first++;
        }
        double ms = 500 - first * 1_000.0 / toHz;
        return String.format(Locale.ROOT, "(%.1f)", ms);
    }

    private short[] speech(int rateHz) throws IOException, InterruptedException {
        if (rateHz == 8_000) {
            byte[] codes = resource("speech-8k.ulaw");
            short[] linear = new short[codes.length];
            G711.ulawToLinear(codes, 0, linear, 0, codes.length);
            return linear;
        }
        short[] wide = samples(resource("speech-24k.s16le"));
        return rateHz == 24_000 ? wide : sox(wide, 24_000, rateHz);
    }

    private static short[] ours(short[] in, int fromHz, int toHz, ResamplerProfile profile) {
        Resampler resampler = new Resampler(fromHz, toHz, profile);
        short[] out = new short[resampler.outputSamples(in.length) + 4_096];
        int written = resampler.process(in, 0, in.length, out, 0);
        written += resampler.flush(out, written);
        return Arrays.copyOfRange(out, resampler.delayOutputSamples(), written);
    }

    private short[] sox(short[] in, int fromHz, int toHz) throws IOException, InterruptedException {
        String raw = "-t raw -e signed-integer -b 16 -L -c 1 -r ";
        return external(in, "sox -D -V1 " + raw + fromHz + " IN " + raw + toHz + " OUT rate -v");
    }

    private short[] swresample(short[] in, int fromHz, int toHz)
            throws IOException, InterruptedException {
        String raw = "-f s16le -ac 1 -ar ";
        return external(
                in,
                "ffmpeg -nostdin -y -loglevel error "
                        + raw
                        + fromHz
                        + " -i IN "
                        + raw
                        + toHz
                        + " OUT");
    }

    private short[] external(short[] in, String command) throws IOException, InterruptedException {
        Path input = work.resolve("in");
        Path output = work.resolve("out");
        ByteBuffer bytes = ByteBuffer.allocate(2 * in.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asShortBuffer().put(in);
        Files.write(input, bytes.array());
        List<String> words = new ArrayList<>();
        for (String word : command.split(" ", -1)) {
            words.add(
                    switch (word) {
                        case "IN" -> input.toString();
                        case "OUT" -> output.toString();
                        default -> word;
                    });
        }
        int status = new ProcessBuilder(words).inheritIO().start().waitFor();
        if (status != 0) {
            throw new IOException("`" + command + "` ended with status " + status);
        }
        return samples(Files.readAllBytes(output));
    }

    private static short[] samples(byte[] littleEndian) {
        short[] samples = new short[littleEndian.length / 2];
        ByteBuffer.wrap(littleEndian).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
        return samples;
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = ResamplerReport.class.getResourceAsStream("/speech/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    /** Half a second of each tone; the middle quarter is free of what happens at the joints. */
    private static short[] toneSequence(double[] tones, int rateHz) {
        short[] sequence = new short[(tones.length + 1) * rateHz / 2];
        for (int i = 0; i < tones.length; i++) {
            short[] tone = Spectrum.tone(rateHz, tones[i], AMPLITUDE, rateHz / 2);
            System.arraycopy(tone, 0, sequence, i * rateHz / 2, tone.length);
        }
        return sequence;
    }

    private static int middle(int tone, int rateHz) {
        return tone * rateHz / 2 + rateHz / 8;
    }

    private static double[] spread(double first, double last, int count) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = first + (last - first) * i / (count - 1);
        }
        return values;
    }

    private static double bandPower(double[] signal, double fromHz, double toHz, int rateHz) {
        double[] im = new double[signal.length];
        Spectrum.fft(signal, im);
        double power = 0;
        for (int k = (int) (fromHz * signal.length / rateHz);
                k <= toHz * signal.length / rateHz;
                k++) {
            power += signal[k] * signal[k] + im[k] * im[k];
        }
        return power;
    }
}

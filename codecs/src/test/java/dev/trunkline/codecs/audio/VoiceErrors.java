package dev.trunkline.codecs.audio;

import dev.trunkline.codecs.g711.G711;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Measures the detector's onsets and ends against the labelled speech, clean and in noise. */
final class VoiceErrors {
    /** Of one condition; errors are detected minus true, in ms. */
    record Errors(
            List<Double> onsetMs, List<Double> endMs, List<Double> labelEndMs, int spuriousOnsets) {
        double worstOnsetMs() {
            return worst(onsetMs);
        }

        double worstEndMs() {
            return worst(endMs);
        }

        private static double worst(List<Double> errors) {
            return errors.stream().mapToDouble(Math::abs).max().orElseThrow();
        }
    }

    private VoiceErrors() {}

    static Errors measure(byte[] media, AudioFormat format, short[] clean, VoiceSettings settings) {
        int rateHz = format.sampleRateHz();
        List<Long> onsets = new ArrayList<>();
        List<Long> ends = new ArrayList<>();
        VoiceDetector detector =
                new VoiceDetector(
                        format,
                        settings,
                        new VoiceListener() {
                            @Override
                            public void onset(long sample) {
                                onsets.add(sample);
                            }

                            @Override
                            public void end(long sample) {
                                ends.add(sample);
                            }
                        });
        detector.offer(media, 0, media.length);
        List<Double> onsetMs = new ArrayList<>();
        List<Double> endMs = new ArrayList<>();
        List<Double> labelEndMs = new ArrayList<>();
        int spurious = onsets.size();
        for (Speech.Segment label : Speech.segments(rateHz)) {
            Speech.Segment truth = Speech.audible(clean, rateHz, label);
            long margin = rateHz / 2;
            List<Integer> found = new ArrayList<>();
            for (int i = 0; i < ends.size(); i++) {
                if (ends.get(i) > truth.first() && onsets.get(i) < truth.last() + margin / 2) {
                    found.add(i);
                }
            }
            if (found.isEmpty()) {
                onsetMs.add(Double.POSITIVE_INFINITY);
                endMs.add(Double.POSITIVE_INFINITY);
                continue;
            }
            spurious -= found.size();
            long end = ends.get(found.getLast());
            onsetMs.add((onsets.get(found.getFirst()) - truth.first()) * 1_000.0 / rateHz);
            endMs.add((end - truth.last()) * 1_000.0 / rateHz);
            labelEndMs.add((end - label.last()) * 1_000.0 / rateHz);
        }
        return new Errors(onsetMs, endMs, labelEndMs, spurious);
    }

    static Errors measureUlaw(double snrDb, long seed) {
        byte[] clean = Speech.bytes("speech-8k.ulaw");
        short[] linear = Speech.linearOfUlaw(clean);
        byte[] media = clean;
        if (Double.isFinite(snrDb)) {
            short[] noisy = Speech.withNoise(linear, 8_000, snrDb, seed);
            media = new byte[noisy.length];
            G711.linearToUlaw(noisy, 0, media, 0, noisy.length);
        }
        return measure(media, AudioFormat.PCMU, linear, VoiceSettings.TELEPHONE);
    }

    /** Prints the table of the module's README. */
    public static void main(String[] args) {
        System.out.println("| speech in | onset ms | end ms | false onsets |");
        System.out.println("| --- | --- | --- | --- |");
        for (double snrDb : new double[] {Double.POSITIVE_INFINITY, 30, 20, 10}) {
            List<Double> onset = new ArrayList<>();
            List<Double> end = new ArrayList<>();
            int spurious = 0;
            int runs = Double.isFinite(snrDb) ? 20 : 1;
            for (int seed = 1; seed <= runs; seed++) {
                Errors errors = measureUlaw(snrDb, seed);
                onset.addAll(errors.onsetMs());
                end.addAll(errors.endMs());
                spurious += errors.spuriousOnsets();
            }
            String name = Double.isFinite(snrDb) ? "white noise, %.0f dB SNR" : "digital silence";
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %s | %s | %d in %d calls |%n",
                    String.format(Locale.ROOT, name, snrDb),
                    summary(onset),
                    summary(end),
                    spurious,
                    runs);
        }
    }

    private static String summary(List<Double> errors) {
        List<Double> sorted = errors.stream().sorted().toList();
        return String.format(
                Locale.ROOT,
                "median %+.0f, from %+.0f to %+.0f",
                sorted.get(sorted.size() / 2),
                sorted.getFirst(),
                sorted.getLast());
    }
}

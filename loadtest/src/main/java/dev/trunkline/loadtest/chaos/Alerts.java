package dev.trunkline.loadtest.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which alerts fire if a minute like the one that was measured comes again and again for {@value
 * #MINUTES} minutes: a scenario is short, and an alert wants minutes. {@code promtool} evaluates
 * the rules as Prometheus does; counters grow each minute by what they grew by, gauges stay as they
 * were at the worst.
 */
final class Alerts {
    private static final int MINUTES = 40;
    private static final Pattern FIRING = Pattern.compile("alertname=\\\\?\"(\\w+)\\\\?\"");
    private static final String TARGET = "job=\"trunkline\",instance=\"gateway\"";

    private final Path rules;

    /**
     * @param rules {@code k8s/prometheus/rules.yaml}
     */
    Alerts(Path rules) {
        this.rules = rules.toAbsolutePath().normalize();
    }

    /** Whether the question can be asked on this machine. */
    boolean canBeAsked() {
        try {
            return Files.exists(rules)
                    && new ProcessBuilder("promtool", "--version")
                                    .redirectErrorStream(true)
                                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                    .start()
                                    .waitFor()
                            == 0;
        } catch (IOException none) {
            return false;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * @param before at rest
     * @param worst just before the fault was healed
     * @param after at rest again
     */
    Set<String> firing(Scrape before, Scrape worst, Scrape after)
            throws IOException, InterruptedException {
        Path test = Files.createTempFile("trunkline-chaos", ".yaml");
        try {
            Files.writeString(test, yaml(before, worst, after));
            Process promtool =
                    new ProcessBuilder("promtool", "test", "rules", test.toString())
                            .redirectErrorStream(true)
                            .start();
            String said =
                    new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = promtool.waitFor();
            Set<String> firing = new TreeSet<>();
            Matcher alert = FIRING.matcher(said);
            while (alert.find()) {
                firing.add(alert.group(1));
            }
            // It fails exactly if something fires, for it is told to expect nothing.
            if ((status == 0) != firing.isEmpty()) {
                throw new IOException("promtool could not evaluate the rules: " + said.strip());
            }
            return firing;
        } finally {
            Files.delete(test);
        }
    }

    private String yaml(Scrape before, Scrape worst, Scrape after) {
        StringBuilder yaml = new StringBuilder();
        yaml.append("rule_files: ['").append(rules).append("']\n");
        yaml.append("evaluation_interval: 1m\ntests:\n  - interval: 1m\n    input_series:\n");
        add(yaml, "up{}", "1x" + MINUTES);
        after.values()
                .forEach((series, value) -> {
                    if (Scrape.grows(series)) {
                        double step = value - before.value(series);
                        add(
                                yaml,
                                series,
                                number(before.value(series)) + "+" + number(step) + "x" + MINUTES);
                    } else {
                        double at = worst.values().getOrDefault(series, value);
                        add(yaml, series, number(at) + "x" + MINUTES);
                    }
                });
        yaml.append("    promql_expr_test:\n")
                .append("      - expr: ALERTS{alertstate=\"firing\"}\n")
                .append("        eval_time: ")
                .append(MINUTES - 1)
                .append("m\n        exp_samples: []\n");
        return yaml.toString();
    }

    private static void add(StringBuilder yaml, String series, String values) {
        int labels = series.indexOf('{') + 1;
        String own = series.substring(labels, series.length() - 1);
        String all = own.isEmpty() ? TARGET : own + "," + TARGET;
        yaml.append("      - series: '")
                .append(series, 0, labels)
                .append(all.replace("'", "''"))
                .append("}'\n        values: '")
                .append(values)
                .append("'\n");
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.9f", value);
    }
}

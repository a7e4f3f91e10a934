package dev.trunkline.loadtest.load;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A report as one page that needs nothing else: styles, script, plotting library (uPlot, from the
 * jar that the gateway's pages have it of) and the JSON itself are in it.
 */
final class ReportPage {
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private ReportPage() {}

    /** The page of a report. */
    static String of(LoadReport report) throws IOException {
        return of(JSON.writeValueAsString(report));
    }

    /** The page of a report that was written as JSON. */
    static String of(String reportJson) throws IOException {
        return resource("report.html")
                .replace("{{uplot.css}}", resource(UPLOT + "uPlot.min.css"))
                .replace("{{uplot.js}}", resource(UPLOT + "uPlot.iife.min.js"))
                .replace("{{report.css}}", resource("report.css"))
                .replace("{{report.js}}", resource("report.js"))
                // Whatever a text in it says, it cannot end the script that it stands in.
                .replace("{{report.json}}", reportJson.replace("<", "\\u003c"));
    }

    /** Draws the page of what an earlier run wrote. */
    static void draw(Path json, Path page) throws IOException {
        String report = Files.readString(json);
        if (!JSON.readTree(report).has("scenario")) {
            throw new LoadException(
                    json + ": expected the JSON of a scenario over Media Streams (--json)");
        }
        Files.writeString(page, of(report));
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = ReportPage.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IOException(name + " is not on the class path");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

package dev.trunkline.observability.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes records for other tools, call by call: needs no memory for all of them. */
public final class RecordExport {
    /** What makes a row. */
    public enum Rows {
        CALLS,
        TURNS,
        BARGE_INS,
        ATTEMPTS
    }

    /** How a row is written. */
    public enum Format {
        /** RFC 4180 with a line of names first; UTF-8. */
        CSV("text/csv; charset=utf-8"),
        /** One JSON object a line, UTF-8. */
        JSON_LINES("application/jsonl");

        private final String contentType;

        Format(String contentType) {
            this.contentType = contentType;
        }

        /** For an HTTP answer. */
        public String contentType() {
            return contentType;
        }
    }

    /**
     * A cell that begins with one of these is a formula to a spreadsheet (OWASP, "CSV Injection"),
     * also in the wide forms of East Asian keyboards.
     */
    private static final String FORMULA_BEGINNINGS = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    private final CallRecords records;

    public RecordExport(CallRecords records) {
        this.records = records;
    }

    /**
     * Writes every row of the calls that {@code filter} lets through, in order of starting. Blocks.
     * In CSV an apostrophe is put before a text that a spreadsheet would run as a formula.
     *
     * @param out borrowed: flushed at the end, not closed
     * @throws IOException if {@code out} fails
     * @throws RecordsUnavailableException if the store does; what was written stays written
     */
    public void write(RecordFilter filter, Rows rows, Format format, OutputStream out)
            throws IOException {
        try {
            switch (rows) {
                case CALLS -> calls(filter, format, out);
                case TURNS -> turns(filter, format, out);
                case BARGE_INS -> bargeIns(filter, format, out);
                case ATTEMPTS -> attempts(filter, format, out);
            }
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        }
    }

    private void calls(RecordFilter filter, Format format, OutputStream out) throws IOException {
        try (Sheet<CallRecord> sheet = new Sheet<>(ExportColumn.CALLS, format, out)) {
            records.forEach(filter, sheet::row);
        }
    }

    private void turns(RecordFilter filter, Format format, OutputStream out) throws IOException {
        try (var sheet = new Sheet<>(ExportColumn.TURNS, format, out)) {
            records.forEach(
                    filter,
                    call ->
                            call.turns()
                                    .forEach(turn -> sheet.row(new ExportColumn.Of<>(call, turn))));
        }
    }

    private void bargeIns(RecordFilter filter, Format format, OutputStream out) throws IOException {
        try (var sheet = new Sheet<>(ExportColumn.BARGE_INS, format, out)) {
            records.forEach(
                    filter,
                    call ->
                            call.bargeIns()
                                    .forEach(bargeIn ->
                                            sheet.row(new ExportColumn.Of<>(call, bargeIn))));
        }
    }

    private void attempts(RecordFilter filter, Format format, OutputStream out) throws IOException {
        try (var sheet = new Sheet<>(ExportColumn.ATTEMPTS, format, out)) {
            records.forEach(
                    filter,
                    call ->
                            call.attempts()
                                    .forEach(attempt ->
                                            sheet.row(new ExportColumn.Of<>(call, attempt))));
        }
    }

    /** Rows of one kind, one after the other. */
    private static final class Sheet<T> implements AutoCloseable {
        private final List<ExportColumn<T>> columns;
        private final boolean csv;
        private final JsonGenerator generator;

        Sheet(List<ExportColumn<T>> columns, Format format, OutputStream out) throws IOException {
            this.columns = columns;
            csv = format == Format.CSV;
            generator = csv ? csv(columns, out) : jsonLines(out);
        }

        private static JsonGenerator csv(List<? extends ExportColumn<?>> columns, OutputStream out)
                throws IOException {
            CsvSchema.Builder schema = CsvSchema.builder().setLineSeparator("\r\n");
            columns.forEach(column -> schema.addColumn(column.name()));
            // Written here, since the generator does not write the names of no rows.
            String names =
                    columns.stream().map(ExportColumn::name).collect(Collectors.joining(","));
            out.write((names + "\r\n").getBytes(UTF_8));
            CsvGenerator generator = new CsvFactory().createGenerator(out, JsonEncoding.UTF8);
            generator.setSchema(schema.build());
            generator.enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING);
            generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            return generator;
        }

        private static JsonGenerator jsonLines(OutputStream out) throws IOException {
            JsonGenerator generator = new JsonFactory().createGenerator(out, JsonEncoding.UTF8);
            generator.setRootValueSeparator(null); // every line ends itself, the last one too
            generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            return generator;
        }

        void row(T row) {
            try {
                generator.writeStartObject();
                for (ExportColumn<T> column : columns) {
                    generator.writeFieldName(column.name());
                    value(column.value().apply(row));
                }
                generator.writeEndObject();
                if (!csv) {
                    generator.writeRaw('\n');
                }
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        private void value(@Nullable Object value) throws IOException {
            switch (value) {
                case null -> generator.writeNull();
                case String text -> generator.writeString(csv ? unlikeAFormula(text) : text);
                case Boolean truth -> generator.writeBoolean(truth);
                case Integer number -> generator.writeNumber(number);
                case Long number -> generator.writeNumber(number);
                default -> throw new IllegalStateException("no form for " + value.getClass());
            }
        }

        @Override
        public void close() throws IOException {
            generator.close(); // flushes, and leaves the stream open
        }
    }

    private static String unlikeAFormula(String text) {
        return !text.isEmpty() && FORMULA_BEGINNINGS.indexOf(text.charAt(0)) >= 0
                ? "'" + text
                : text;
    }
}

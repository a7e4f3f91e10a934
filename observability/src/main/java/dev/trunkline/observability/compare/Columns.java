package dev.trunkline.observability.compare;

import java.util.ArrayList;
import java.util.List;

/** A table in plain text: the first column to the left, all others, of figures, to the right. */
final class Columns {
    private static final String GUTTER = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    Columns row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    /** All lines, indented by two, each ended by a line feed. */
    String render() {
        List<Integer> widths = new ArrayList<>();
        for (List<String> row : rows) {
            for (int column = 0; column < row.size(); column++) {
                int width = row.get(column).length();
                if (column == widths.size()) {
                    widths.add(width);
                }
                widths.set(column, Math.max(widths.get(column), width));
            }
        }
        StringBuilder out = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                String blanks = " ".repeat(widths.get(column) - cell.length());
                line.append(GUTTER).append(column == 0 ? cell + blanks : blanks + cell);
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }
}

package dev.trunkline.loadtest.demo;

import java.util.ArrayList;
import java.util.List;

/** A table in plain text: the first columns to the left, those of figures to the right. */
public final class TextTable {
    private static final String GUTTER = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final String alignment;

    /**
     * @param alignment a letter for each column: {@code l} left or {@code r} right
     */
    public TextTable(String alignment, String... headings) {
        this.alignment = alignment;
        row(headings);
    }

    public void row(String... cells) {
        if (cells.length != alignment.length()) {
            throw new IllegalArgumentException(
                    cells.length + " cells: expected " + alignment.length());
        }
        rows.add(List.of(cells));
    }

    /** All lines, each ended by a line feed. */
    public String render() {
        int[] widths = new int[alignment.length()];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        StringBuilder out = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                String cell = row.get(column);
                String blanks = " ".repeat(widths[column] - cell.length());
                boolean right = alignment.charAt(column) == 'r';
                line.append(right ? blanks + cell : cell + blanks).append(GUTTER);
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }
}

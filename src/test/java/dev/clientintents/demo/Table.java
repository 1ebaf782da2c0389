package dev.clientintents.demo;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of text in columns as wide as they need to be. */
record Table(List<String> header, List<List<String>> rows) {
    Table {
        header = List.copyOf(header);
        rows = rows.stream().map(List::copyOf).toList();
    }

    @Override
    public String toString() {
        return IntStream.rangeClosed(-1, rows.size() - 1)
                .mapToObj(row -> line(row < 0 ? header : rows.get(row)))
                .collect(Collectors.joining("\n"));
    }

    private String line(List<String> cells) {
        return IntStream.range(0, header.size())
                .mapToObj(column -> pad(cells.get(column), width(column)))
                .collect(Collectors.joining("   "))
                .stripTrailing();
    }

    private int width(int column) {
        return IntStream.rangeClosed(-1, rows.size() - 1)
                .map(row -> (row < 0 ? header : rows.get(row)).get(column).length())
                .max()
                .orElse(0);
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}

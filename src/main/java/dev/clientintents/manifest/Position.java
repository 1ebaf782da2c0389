package dev.clientintents.manifest;

import java.util.Comparator;

/**
 * Where something stands in the input.
 *
 * @param file the file as the user named it, or the place that stands for one
 * @param document which of the file's documents it is in, counted from 1; empty ones do not count. 0 where it concerns
 *     the file or folder as a whole
 * @param line the line, counted from 1
 */
public record Position(String file, int document, int line) implements Comparable<Position> {

    private static final Comparator<Position> ORDER = Comparator.comparing(Position::file)
            .thenComparingInt(Position::line)
            .thenComparingInt(Position::document);

    /** A file or folder as a whole. */
    public static Position ofFile(String file) {
        return new Position(file, 0, 1);
    }

    /** Another line of the same document. */
    Position at(int otherLine) {
        return new Position(file, document, otherLine);
    }

    @Override
    public int compareTo(Position other) {
        return ORDER.compare(this, other);
    }

    /** {@code file:line}, and which document where it is not the first. */
    @Override
    public String toString() {
        return file + ":" + line + (document > 1 ? " (document " + document + ")" : "");
    }
}

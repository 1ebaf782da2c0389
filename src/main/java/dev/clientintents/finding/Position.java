package dev.clientintents.finding;

import dev.clientintents.model.PlainText;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A place in the input: in a file, or in an object of a live cluster, which has no lines.
 *
 * @param file the file as the user named it, or the place that stands for one; of a live cluster the collection
 * @param document which of the file's documents it is in, counted from 1; empty ones do not count. 0 where it concerns
 *     the file or folder as a whole, and in a live cluster
 * @param line the line, counted from 1; 0 in a live cluster
 * @param object the object that it is in; null where none is, or none that can be named
 */
public record Position(
        String file, int document, int line, @Nullable Named object) implements Comparable<Position> {

    /**
     * An object's name.
     *
     * @param namespace empty for an object that is in none
     */
    public record Named(String kind, String namespace, String name) {

        /** Returns kind, namespace and name, for example {@code Deployment shop/frontend}. */
        @Override
        public String toString() {
            return PlainText.oneLine(kind + " " + (namespace.isEmpty() ? name : namespace + "/" + name));
        }
    }

    /** Creates a place in a file, outside of any object. */
    public Position(String file, int document, int line) {
        this(file, document, line, null);
    }

    /** Returns the place that stands for a file or folder as a whole. */
    public static Position ofFile(String file) {
        return new Position(file, 0, 1);
    }

    /** Returns the place that stands for a live cluster, or a collection of it, as a whole. */
    public static Position ofCluster(String collection) {
        return new Position(collection, 0, 0);
    }

    /** Returns the same place where the file stands for a collection of a live cluster. */
    public Position inCluster() {
        return new Position(file, 0, 0, object);
    }

    /** Returns whether the place is in a live cluster, so that there is no file. */
    public boolean isInCluster() {
        return line == 0;
    }

    /** Returns another line of the same document. */
    public Position at(int otherLine) {
        return isInCluster() ? this : new Position(file, document, otherLine, object);
    }

    @Override
    public int compareTo(Position other) {
        int byFile = file.compareTo(other.file);
        int byLine = byFile != 0 ? byFile : Integer.compare(line, other.line);
        int byDocument = byLine != 0 ? byLine : Integer.compare(document, other.document);
        return byDocument != 0
                ? byDocument
                : Objects.toString(object, "").compareTo(Objects.toString(other.object, ""));
    }

    /**
     * Returns {@code file:line}, with the document where it is not the first; in a live cluster the object. The text is
     * one line, whatever the names are.
     */
    @Override
    public String toString() {
        if (isInCluster()) {
            return object == null ? PlainText.oneLine(file) : object.toString();
        }
        return PlainText.oneLine(file) + ":" + line + (document > 1 ? " (document " + document + ")" : "");
    }
}

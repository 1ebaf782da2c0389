package dev.clientintents.manifest.yaml;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the documents of a stream and hands them on in their order. */
public final class Documents {

    private Documents() {}

    /**
     * The result of reading a document.
     *
     * @param values what it holds: one value for most, none where it could not be read
     * @param failure why it could not be read; null where it could
     * @param templateLine the first line that was seen to hold template syntax; 0 for none
     */
    public record Document(List<Value> values, @Nullable Unreadable failure, int templateLine) {}

    /**
     * Reads to the end of the stream, and returns how many lines it had.
     *
     * @param relevance which parts of the documents are kept
     */
    public static int read(InputStream in, Relevance relevance, Consumer<Document> consumer) {
        var source = new DocumentSource(in);
        while (readNext(source, relevance, consumer)) {
            // the next one
        }
        return source.line();
    }

    /**
     * Returns all values of all documents of a text, with all that is in them.
     *
     * @throws Unreadable where one of them cannot be read
     */
    public static List<Value> all(String text) {
        var source = new DocumentSource(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        var values = new ArrayList<Value>();
        while (source.next()) {
            values.addAll(DocumentReader.read(source, Relevance.ALL));
        }
        return values;
    }

    /** Reads one document, and returns whether there was one. */
    private static boolean readNext(DocumentSource source, Relevance relevance, Consumer<Document> consumer) {
        List<Value> values;
        try {
            if (!source.next()) {
                return false;
            }
            values = DocumentReader.read(source, relevance);
        } catch (Unreadable e) {
            consumer.accept(new Document(List.of(), e, source.templateLine()));
            return true;
        }
        consumer.accept(new Document(values, null, source.templateLine()));
        return true;
    }
}

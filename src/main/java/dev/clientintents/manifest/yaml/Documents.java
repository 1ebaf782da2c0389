package dev.clientintents.manifest.yaml;

import java.io.InputStream;
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

    /** Reads to the end of the stream, and returns how many lines it had. */
    public static int read(InputStream in, Consumer<Document> consumer) {
        var source = new DocumentSource(in);
        while (readNext(source, consumer)) {
            // the next one
        }
        return source.line();
    }

    /** Reads one document, and returns whether there was one. */
    private static boolean readNext(DocumentSource source, Consumer<Document> consumer) {
        List<Value> values;
        try {
            if (!source.next()) {
                return false;
            }
            values = DocumentReader.read(source);
        } catch (Unreadable e) {
            consumer.accept(new Document(List.of(), e, source.templateLine()));
            return true;
        }
        consumer.accept(new Document(values, null, source.templateLine()));
        return true;
    }
}

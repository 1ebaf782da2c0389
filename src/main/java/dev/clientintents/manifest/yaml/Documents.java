package dev.clientintents.manifest.yaml;

import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the documents of a stream and tells of them in their order. Those that stand whole in the buffer are read on all processors,
 * a few buffers ahead; a longer one is read where it comes, so that it never has to be in memory as a text.
 */
public final class Documents {

    /** How many buffers of documents are read at once; each may hold some megabytes of values where it is hostile. */
    private static final int AHEAD = 3;

    private final DocumentSource source;
    private final Consumer<Document> consumer;
    private final Queue<FutureTask<List<Document>>> ahead = new ArrayDeque<>();

    private Documents(DocumentSource source, Consumer<Document> consumer) {
        this.source = source;
        this.consumer = consumer;
    }

    /**
     * What came of a document.
     *
     * @param values what it holds: one value for most, none where it could not be read
     * @param failure why it could not be read; null where it could
     * @param templateLine the first line that was seen to hold template syntax; 0 for none
     */
    public record Document(List<Value> values, @Nullable Unreadable failure, int templateLine) {}

    /** Reads to the end of the stream, and answers how many lines it had. */
    public static int read(InputStream in, Consumer<Document> consumer) {
        var documents = new Documents(new DocumentSource(in), consumer);
        documents.read();
        return documents.source.line();
    }

    private void read() {
        boolean more = true;
        while (more) {
            Optional<DocumentSource> whole = whole();
            if (whole.isPresent()) {
                readAhead(whole.get());
            } else {
                tell(0);
                more = readNext(source, consumer);
            }
        }
    }

    private Optional<DocumentSource> whole() {
        try {
            return source.whole();
        } catch (Unreadable e) {
            tell(0);
            consumer.accept(new Document(List.of(), e, 0));
            return Optional.empty();
        } catch (RuntimeException e) {
            tell(0);
            throw e;
        }
    }

    private void readAhead(DocumentSource documents) {
        var task = new FutureTask<>(() -> readAll(documents));
        ForkJoinPool.commonPool().execute(task);
        ahead.add(task);
        tell(AHEAD);
    }

    /** Tells of what has been read ahead until no more than so many buffers are left; what no thread has begun is read here. */
    private void tell(int left) {
        while (ahead.size() > left) {
            FutureTask<List<Document>> next = ahead.element();
            for (FutureTask<List<Document>> task : ahead) {
                if (!next.isDone()) {
                    // does nothing where another thread has begun it
                    task.run();
                }
            }
            result(ahead.remove()).forEach(consumer);
        }
    }

    private static List<Document> result(FutureTask<List<Document>> task) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof Error error) {
                        throw error;
                    }
                    throw new IllegalStateException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static List<Document> readAll(DocumentSource source) {
        var documents = new ArrayList<Document>();
        while (readNext(source, documents::add)) {
            // the next one
        }
        return documents;
    }

    /** Reads one document, and answers whether there was one. */
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

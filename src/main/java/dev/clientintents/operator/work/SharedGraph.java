package dev.clientintents.operator.work;

import dev.clientintents.graph.Change;
import dev.clientintents.graph.IntentGraph;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/** The intent graph behind a lock: readers see one consistent state, and each change is announced. */
public final class SharedGraph {

    private final IntentGraph graph;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private ChangeListener listener = (graph, change) -> () -> {};

    /** Is told of each change. */
    public interface ChangeListener {

        /** Notes the change while nobody else reads the graph, and answers what to do when everybody can again. */
        Runnable onChange(IntentGraph graph, Change change);
    }

    public SharedGraph(IntentGraph graph) {
        this.graph = graph;
    }

    /** Has all changes from now on announced there, and no longer where they were. */
    public void announceTo(ChangeListener changed) {
        lock.writeLock().lock();
        try {
            listener = changed;
        } finally {
            lock.writeLock().unlock();
        }
    }

    public <T> T read(Function<IntentGraph, T> reader) {
        lock.readLock().lock();
        try {
            return reader.apply(graph);
        } finally {
            lock.readLock().unlock();
        }
    }

    public void change(Function<IntentGraph, Change> writer) {
        Runnable afterwards;
        lock.writeLock().lock();
        try {
            afterwards = listener.onChange(graph, writer.apply(graph));
        } finally {
            lock.writeLock().unlock();
        }
        afterwards.run();
    }
}

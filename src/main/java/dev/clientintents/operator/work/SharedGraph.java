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

        /** Returns a listener that does what this one does, and then what the other does. */
        default ChangeListener and(ChangeListener other) {
            return (graph, change) -> {
                Runnable first = onChange(graph, change);
                Runnable second = other.onChange(graph, change);
                return () -> {
                    first.run();
                    second.run();
                };
            };
        }
    }

    public SharedGraph(IntentGraph graph) {
        this.graph = graph;
    }

    /** Sets the listener to which all further changes are announced, in place of the one before. */
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

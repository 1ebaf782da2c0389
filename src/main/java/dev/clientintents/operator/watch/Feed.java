package dev.clientintents.operator.watch;

import java.util.function.Consumer;

/**
 * The consumers of the states of objects of one type. A state may come twice, and late.
 *
 * @param observed takes a state, from the first list or from the watch, without waiting
 * @param deleted takes the last state of an object that is gone
 */
public record Feed<R>(Consumer<R> observed, Consumer<R> deleted) {}

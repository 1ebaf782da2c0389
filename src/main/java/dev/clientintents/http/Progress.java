package dev.clientintents.http;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The phase of a connection, and the time since when it is in it. Where room is short, connections that the server
 * waits for are closed first.
 */
final class Progress {

    enum Phase {
        /** The other side is to send: a handshake, a header or a body has begun. */
        RECEIVING,
        /** Nothing is under way. */
        IDLE,
        /** A request is here whole, and this side is to answer. */
        ANSWERING
    }

    private final Limits limits;
    private final LongSupplier nanos;
    private volatile Phase phase = Phase.RECEIVING;
    private volatile long since;
    private boolean secured;

    /** @param nanos the time, as {@link System#nanoTime()} */
    Progress(Limits limits, LongSupplier nanos) {
        this.limits = limits;
        this.nanos = nanos;
        this.since = nanos.getAsLong();
    }

    /** Notes that the first handshake is done. */
    synchronized void secured() {
        if (!secured && phase == Phase.RECEIVING) {
            enter(Phase.IDLE);
        }
        secured = true;
    }

    /** Bytes came. The first ones begin a request; more of them win no time. */
    synchronized void received() {
        if (phase == Phase.IDLE) {
            enter(Phase.RECEIVING);
        }
    }

    /** Notes that the request is here whole, or that the rest of it is not waited for. */
    synchronized void complete() {
        enter(Phase.ANSWERING);
    }

    /** Notes that the answer is sent. */
    synchronized void answered() {
        enter(Phase.IDLE);
    }

    Phase phase() {
        return phase;
    }

    /** Returns when the connection entered its phase. */
    long since() {
        return since;
    }

    /** Returns how long the connection has been in its phase, in nanoseconds. */
    long elapsed() {
        return nanos.getAsLong() - since;
    }

    /** Returns whether the connection has been in its phase for longer than the limits allow. */
    synchronized boolean isOverdue() {
        Duration limit = switch (phase) {
            case RECEIVING -> limits.request();
            case IDLE -> limits.keepAlive();
            case ANSWERING -> limits.answer();
        };
        return elapsed() > limit.toNanos();
    }

    private void enter(Phase next) {
        phase = next;
        since = nanos.getAsLong();
    }
}

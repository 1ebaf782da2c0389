package dev.clientintents.transition;

import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.model.ServerId;
import dev.clientintents.rule.ServerRules;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a namespace begins to deny by default. The denial closes every pod at once, so the first one waits until
 * the policies are in force that admit what is declared, or led by objects, to the servers of the namespace.
 */
public final class DenialTransition {

    /**
     * A denial that waits.
     *
     * @param since when it began to, in nanoseconds
     * @param opening when a server was last seen whose policy did not exist, in nanoseconds
     */
    public record Hold(long since, long opening) {}

    /** The time after which to look again at a denial that waits. */
    public static final Duration AGAIN = Deadlines.SETTLE;

    /** The time after which what was about to be written when last seen is written, and in force. */
    private static final long IN_FORCE = 2 * Deadlines.SETTLE.toNanos();

    private final IntentGraph graph;
    private final WrittenPolicies written;
    private final Deadlines deadlines;

    /** Creates a transition from what is written to what the graph wants. */
    public DenialTransition(IntentGraph graph, WrittenPolicies written, Deadlines deadlines) {
        this.graph = graph;
        this.written = written;
        this.deadlines = deadlines;
    }

    /**
     * Returns how a denial that does not exist yet waits; empty where it is due. No server holds it for longer than twice
     * the deadline of a first isolation: the server's own policy may take that long once.
     *
     * @param before how it waited when last looked at; null where it did not
     * @param now nanoseconds of the clock of {@code before}
     */
    public Optional<Hold> hold(String namespace, @Nullable Hold before, long now) {
        boolean opening = graph.servers(namespace).stream().anyMatch(this::isAboutToOpen);
        if (before == null) {
            return opening ? Optional.of(new Hold(now, now)) : Optional.empty();
        }
        var hold = new Hold(before.since, opening ? now : before.opening);
        boolean waits = now - hold.opening < IN_FORCE
                && now - hold.since < 2 * deadlines.isolation().toNanos();
        return waits ? Optional.of(hold) : Optional.empty();
    }

    private boolean isAboutToOpen(ServerId server) {
        return written.of(server).isEmpty()
                && ServerRules.isClosed(graph, server)
                && graph.hasServerPod(server, PodEntry::isLive);
    }
}

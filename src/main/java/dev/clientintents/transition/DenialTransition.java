package dev.clientintents.transition;

import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.model.ClientId;
import dev.clientintents.model.ServerId;
import dev.clientintents.rule.DenialPlan;
import dev.clientintents.rule.DenialRules;
import dev.clientintents.rule.Direction;
import dev.clientintents.rule.EgressPlan;
import dev.clientintents.rule.EgressRules;
import dev.clientintents.rule.ServerRules;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a namespace begins to deny by default. The denial closes every pod at once, so one that is new waits: of
 * what comes in, until the policies are in force that admit what is declared, or led by objects, to the servers of the
 * namespace; of what goes out, until those are by which its clients reach what they declare. What is not to be denied any
 * more is not at once.
 */
public final class DenialTransition {

    /**
     * A denial that waits.
     *
     * @param since when it began to, in nanoseconds
     * @param opening when a server or client was last seen whose policy did not exist, in nanoseconds
     */
    public record Hold(long since, long opening) {}

    /**
     * The next step of a namespace.
     *
     * @param plan what is to be denied now
     * @param hold how more than that waits; null where nothing does
     */
    public record Step(DenialPlan plan, @Nullable Hold hold) {}

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
     * Returns the next step of a namespace. No server or client holds a denial for longer than twice the deadline of a first
     * isolation: its own policy may take that long once.
     *
     * @param before how a denial waited when last looked at; null where none did
     * @param now nanoseconds of the clock of {@code before}
     */
    public Step next(String namespace, @Nullable Hold before, long now) {
        DenialPlan denied = written.denial(namespace);
        DenialPlan plan = DenialRules.plan(graph, namespace, denied);
        if (denied.directions().containsAll(plan.directions())) {
            return new Step(plan, null);
        }
        boolean opening = (isNew(Direction.INGRESS, plan, denied)
                        && graph.servers(namespace).stream().anyMatch(this::isAboutToOpen))
                || (isNew(Direction.EGRESS, plan, denied)
                        && graph.clients(namespace).stream().anyMatch(this::isAboutToBeLetOut));
        Hold hold = hold(opening, before, now);
        return new Step(hold == null ? plan : plan.within(denied), hold);
    }

    private static boolean isNew(Direction direction, DenialPlan plan, DenialPlan denied) {
        return plan.denies(direction) && !denied.denies(direction);
    }

    private @Nullable Hold hold(boolean opening, @Nullable Hold before, long now) {
        if (before == null) {
            return opening ? new Hold(now, now) : null;
        }
        var hold = new Hold(before.since, opening ? now : before.opening);
        return now - hold.opening < IN_FORCE
                        && now - hold.since < 2 * deadlines.isolation().toNanos()
                ? hold
                : null;
    }

    private boolean isAboutToOpen(ServerId server) {
        return written.of(server).isEmpty()
                && ServerRules.isClosed(graph, server)
                && graph.hasServerPod(server, PodEntry::isLive);
    }

    /** Returns whether the policy does not exist yet by which the live pods of a client reach what it declares. */
    private boolean isAboutToBeLetOut(ClientId client) {
        return written.egress(client).isEmpty()
                && hasLivePod(client)
                && !(EgressRules.plan(graph, client) instanceof EgressPlan.Open);
    }

    private boolean hasLivePod(ClientId client) {
        return graph.declarations(client).stream().anyMatch(entry -> graph.hasClientPod(entry, PodEntry::isLive));
    }
}

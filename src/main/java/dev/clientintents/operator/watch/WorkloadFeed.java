package dev.clientintents.operator.watch;

import dev.clientintents.graph.Change;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.OwnSelector;
import dev.clientintents.graph.WorkloadEntry;
import dev.clientintents.kube.FailureCause;
import dev.clientintents.kube.WorkloadSpec;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.observe.ObservedWorkload;
import dev.clientintents.operator.work.Backoff;
import dev.clientintents.operator.work.SharedGraph;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the workload objects into the graph whose names servers, or sources of entrances, have. That they exist the watches of owners tell; the
 * selector of each is read once, since it does not change, and again and again where it cannot be, ever more seldom.
 */
public final class WorkloadFeed implements SharedGraph.ChangeListener {

    private static final Logger LOG = LoggerFactory.getLogger(WorkloadFeed.class);

    private final SharedGraph graph;
    private final OwnerCache owners;
    private final ScheduledExecutorService clock;
    private final Map<WorkloadOwner, ScheduledFuture<?>> retries = new ConcurrentHashMap<>();

    /**
     * Is told of changes of the owners from here on.
     *
     * @param clock on which what failed is tried again
     */
    public WorkloadFeed(SharedGraph graph, OwnerCache owners, ScheduledExecutorService clock) {
        this.graph = graph;
        this.owners = owners;
        this.clock = clock;
        owners.announceWorkloadsTo(this::changed);
    }

    /** Answers how the graph is told of the objects of names that count since the change. */
    @Override
    public Runnable onChange(IntentGraph current, Change change) {
        var names = new LinkedHashSet<ObjectKey>();
        change.servers().forEach(server -> names.add(new ObjectKey(server.namespace(), server.name())));
        names.addAll(change.sources());
        change.clients().forEach(client -> names.add(client.key()));
        names.removeIf(name -> !current.awaitsWorkloads(name));
        return names.isEmpty() ? () -> {} : () -> tell(names);
    }

    private void changed(Collection<OwnerChange> changes) {
        Set<ObjectKey> names = graph.read(current -> {
            var servers = new LinkedHashSet<ObjectKey>();
            for (OwnerChange change : changes) {
                if (current.isNamed(change.key())) {
                    servers.add(change.key());
                }
            }
            return servers;
        });
        if (!names.isEmpty()) {
            tell(names);
        }
    }

    /** Tells the graph what objects of the names there are now, and reads those that it does not know. */
    private void tell(Set<ObjectKey> names) {
        var unread = new ArrayList<WorkloadOwner>();
        graph.change(current -> {
            Change change = Change.none();
            for (ObjectKey name : names) {
                if (current.isNamed(name)) {
                    change = change.and(current.putWorkloads(name, entries(current, name, unread)));
                }
            }
            return change;
        });
        unread.forEach(it -> read(it, 0));
    }

    /** A workload object as the watch of its kind knows it. */
    private record WorkloadOwner(OwnerStore.Kind kind, ObjectKey name, String uid) {

        WorkloadId id() {
            return new WorkloadId(name.namespace(), kind.name(), name.name());
        }

        boolean is(WorkloadEntry entry) {
            return entry.id().equals(id()) && entry.uid().equals(uid);
        }

        String text() {
            return kind.name() + " " + name.name();
        }
    }

    private List<WorkloadEntry> entries(IntentGraph current, ObjectKey name, List<WorkloadOwner> unread) {
        List<WorkloadEntry> before = current.workloads(name);
        var entries = new ArrayList<WorkloadEntry>();
        for (Map.Entry<OwnerStore.Kind, String> found : owners.workloads(name).entrySet()) {
            var owner = new WorkloadOwner(found.getKey(), name, found.getValue());
            Optional<WorkloadEntry> known = before.stream().filter(owner::is).findFirst();
            if (known.isPresent()) {
                entries.add(known.get());
            } else if (ObservedWorkload.isOfAnotherMaking(owner.kind.group())) {
                entries.add(new WorkloadEntry(owner.id(), owner.uid, selector(owner, null)));
            } else {
                String reason = owner.text() + " has not been read yet";
                entries.add(new WorkloadEntry(owner.id(), owner.uid, new OwnSelector.Unread(reason, true)));
                unread.add(owner);
            }
        }
        entries.sort((one, other) -> one.id().kind().compareTo(other.id().kind()));
        return entries;
    }

    private void read(WorkloadOwner owner, int failures) {
        ScheduledFuture<?> other = retries.remove(owner);
        if (other != null) {
            other.cancel(false);
        }
        var unused = owners.read(owner.kind, owner.name)
                .whenComplete((spec, failure) -> answered(owner, spec, failure, failures));
    }

    private void answered(WorkloadOwner owner, @Nullable WorkloadSpec spec, @Nullable Throwable failure, int failures) {
        if (spec != null && TrimmedOwner.text(spec.uid()).equals(owner.uid)) {
            replace(owner, selector(owner, spec));
            return;
        }
        String cause = failure == null ? "it was replaced" : FailureCause.message(failure);
        if (!replace(owner, new OwnSelector.Unread(owner.text() + " could not be read: " + cause, false))) {
            return;
        }
        if (failures == 0) {
            LOG.atWarn()
                    .addKeyValue("namespace", owner.name.namespace())
                    .addKeyValue("workload", owner.text())
                    .addKeyValue("cause", cause)
                    .log("Could not read the selector of a server; it will be retried");
        }
        long pause = Backoff.LOOK_UP.millis(failures + 1);
        if (!clock.isShutdown()) {
            retries.put(owner, clock.schedule(() -> read(owner, failures + 1), pause, TimeUnit.MILLISECONDS));
        }
    }

    private static OwnSelector selector(WorkloadOwner owner, @Nullable WorkloadSpec spec) {
        return ObservedWorkload.selector(
                owner.kind.group(),
                owner.kind.name(),
                owner.name.name(),
                spec == null ? null : spec.selector().orElse(null));
    }

    /** Tells the graph the selector of an object, and answers whether that is still there and asked for. */
    private boolean replace(WorkloadOwner owner, OwnSelector selector) {
        var there = new boolean[1];
        graph.change(current -> {
            List<WorkloadEntry> before = current.workloads(owner.name);
            there[0] = before.stream().anyMatch(owner::is);
            return current.putWorkloads(
                    owner.name,
                    before.stream()
                            .map(it -> owner.is(it) ? new WorkloadEntry(it.id(), it.uid(), selector) : it)
                            .toList());
        });
        return there[0];
    }
}

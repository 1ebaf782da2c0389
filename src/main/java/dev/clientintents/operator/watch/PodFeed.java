package dev.clientintents.operator.watch;

import dev.clientintents.exposure.Leads;
import dev.clientintents.graph.Change;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.identity.Ancestry;
import dev.clientintents.identity.IdentityResolver;
import dev.clientintents.identity.OwnerReference;
import dev.clientintents.identity.PodIdentity;
import dev.clientintents.identity.PodMetadata;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.observe.ObservedPod;
import dev.clientintents.operator.watch.OwnedPods.Known;
import dev.clientintents.operator.work.SharedGraph;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings pods into the graph, and has them follow their owners. A pod whose owner is not known yet waits for the answer
 * of a look-up, without anybody waiting for it; one that was known before keeps its workload meanwhile.
 */
public final class PodFeed {

    private final SharedGraph graph;
    private final Scope scope;
    private final OwnerCache owners;
    private final ExposureFeed exposure;
    private final IdentityResolver fromCache;
    private final Consumer<InvalidOverride> onInvalidOverride;
    private final ResourceVersions versions = new ResourceVersions();
    private final OwnedPods pods;
    private final Interner<Ancestry> ancestries = new Interner<>(16_384);
    private final Map<ObjectKey, InvalidOverride> invalidOverrides = new ConcurrentHashMap<>();
    /** What pods were before the operator started, by their UIDs, until they are seen. */
    private final Map<String, Ancestry> remembered = new HashMap<>();

    private volatile Runnable onOrphans = () -> {};

    /**
     * A pod that is named by what is not a name, and therefore as if it were not.
     *
     * @param value of the annotation that is ignored
     */
    public record InvalidOverride(ObjectKey pod, String uid, String value) {}

    /**
     * Knows no pod yet, and is told of changes of the owners from here on.
     *
     * @param onInvalidOverride is called with what is seen, once for a pod and value, and must not wait
     */
    public PodFeed(
            SharedGraph graph,
            Scope scope,
            OwnerCache owners,
            ExposureFeed exposure,
            Consumer<InvalidOverride> onInvalidOverride) {
        this.graph = graph;
        this.scope = scope;
        this.owners = owners;
        this.exposure = exposure;
        this.pods = new OwnedPods(() -> onOrphans.run());
        this.fromCache = new IdentityResolver(owners.cachedOnly());
        this.onInvalidOverride = onInvalidOverride;
        owners.announceTo(new Followed());
    }

    /** Sets what is called when there are others {@link #orphans} than before; it must not wait. */
    public void announceOrphansTo(Runnable told) {
        onOrphans = told;
    }

    /** Takes a state of a pod, without ever waiting. */
    public void observed(Pod pod) {
        if (!scope.excludes(pod.getMetadata().getNamespace())) {
            graph.change(current -> versions.advance(pod.getMetadata()) ? take(current, pod) : Change.none());
        }
    }

    private Change take(IntentGraph current, Pod pod) {
        ObjectKey key = key(pod.getMetadata());
        String uid = pod.getMetadata().getUid();
        PodMetadata said = ObservedPod.metadata(pod, scope.virtualClusters());
        Known before = pods.known(key);
        Ancestry had = said.synced() != null
                ? null
                : before != null && before.uid().equals(uid) ? before.ancestry() : remembered.get(uid);
        Ancestry counts;
        OwnerReference awaited;
        boolean orphan;
        try {
            Ancestry found = fromCache.ancestry(said);
            counts = ancestries.one(found.keeping(had));
            awaited = counts.beyond();
            orphan = found.owners().size() < counts.owners().size();
        } catch (OwnerCache.NotCached e) {
            if (had == null) {
                pods.setAside(key, pod, e.reference().uid());
                owners.request(key.namespace(), e.reference());
                return current.pod(key).isPresent()
                        ? current.removePod(key).and(exposure.removePod(current, key))
                        : Change.none();
            }
            counts = had;
            awaited = e.reference();
            orphan = pods.isOrphan(key) || remembered.containsKey(uid);
        }
        PodIdentity identity = IdentityResolver.identity(said, counts);
        PodEntry entry = ObservedPod.entry(pod, identity);
        know(key, new Known(uid, said, counts), awaited, orphan && isRunning(entry));
        noteOverride(key, uid, identity.invalidOverride());
        return current.put(entry)
                .and(exposure.putPod(current, key, entry.workload(), Leads.annotations(pod.getMetadata())));
    }

    private static boolean isRunning(PodEntry pod) {
        return pod.state() != PodEntry.State.TERMINATING && pod.state() != PodEntry.State.FINISHED;
    }

    private void noteOverride(ObjectKey key, String uid, @Nullable String invalid) {
        if (invalid == null) {
            invalidOverrides.remove(key);
            return;
        }
        var override = new InvalidOverride(key, uid, invalid);
        if (!override.equals(invalidOverrides.put(key, override))) {
            onInvalidOverride.accept(override);
        }
    }

    private void know(ObjectKey key, Known known, @Nullable OwnerReference awaited, boolean orphan) {
        remembered.remove(known.uid());
        if (awaited == null || !awaited.isPlausible()) {
            pods.know(key, known, null, orphan);
            return;
        }
        pods.know(key, known, awaited.uid(), orphan);
        owners.request(key.namespace(), awaited);
    }

    /** Gives the pods of owners that were adopted, or have appeared, their workload: all of them by one change. */
    private void follow(Collection<OwnerChange> changes) {
        graph.change(current -> {
            Change change = Change.none();
            for (ObjectKey key : pods.concernedBy(changes)) {
                Pod waiting = pods.unresolved(key);
                change = change.and(waiting == null ? follow(current, key) : take(current, waiting));
            }
            return change;
        });
    }

    /** Updates a pod that is known after a change of its owners. */
    private Change follow(IntentGraph current, ObjectKey key) {
        Known before = pods.known(key);
        Optional<PodEntry> entry = current.pod(key);
        if (before == null || entry.isEmpty()) {
            return Change.none();
        }
        try {
            Ancestry found = fromCache.ancestry(before.said());
            Ancestry counts = ancestries.one(found.keeping(before.ancestry()));
            boolean orphan = found.owners().size() < counts.owners().size() && isRunning(entry.get());
            know(key, new Known(before.uid(), before.said(), counts), counts.beyond(), orphan);
            PodEntry now = entry.get().withIdentity(IdentityResolver.identity(before.said(), counts));
            return now.equals(entry.get())
                    ? Change.none()
                    : current.put(now).and(exposure.putPod(current, key, now.workload(), null));
        } catch (OwnerCache.NotCached e) {
            know(key, before, e.reference(), pods.isOrphan(key));
            return Change.none();
        }
    }

    /**
     * Takes what pods were that had lost their owners before this operator saw them. Each counts for the pod of that UID
     * alone, and as little as what was seen counts: until another controller adopts it.
     */
    public void remember(Orphans recorded) {
        if (recorded.size() == 0) {
            return;
        }
        graph.change(current -> {
            recorded.namespaces().values().forEach(remembered::putAll);
            Change change = Change.none();
            for (ObjectKey key : pods.known()) {
                Known before = pods.known(key);
                Ancestry was = before == null ? null : remembered.remove(before.uid());
                if (before != null && was != null) {
                    Ancestry counts = ancestries.one(before.ancestry().keeping(was));
                    boolean orphan = pods.isOrphan(key)
                            || counts.owners().size()
                                    > before.ancestry().owners().size();
                    know(key, new Known(before.uid(), before.said(), counts), counts.beyond(), orphan);
                    change = change.and(follow(current, key));
                }
            }
            for (ObjectKey key : pods.unresolved()) {
                Pod waiting = pods.unresolved(key);
                if (waiting != null
                        && remembered.containsKey(waiting.getMetadata().getUid())) {
                    change = change.and(take(current, waiting));
                }
            }
            return change;
        });
    }

    /** Forgets what was {@link #remember remembered} of pods that are not there, once all are listed. */
    public void forgetAbsent() {
        graph.change(current -> {
            remembered.clear();
            return Change.none();
        });
    }

    /** Returns the owners that count for running pods that have lost them. */
    public Orphans orphans() {
        return graph.read(current -> pods.orphans());
    }

    /**
     * Waits until all owners that pods wait for have been asked for once, or failed to be.
     *
     * @param atMost for how long
     */
    public void awaitFirstAnswers(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        while (owners.isAsking() && System.nanoTime() - end < 0) {
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Returns the pods of which it is not known to which workload they belong. */
    public Set<ObjectKey> unresolved() {
        return pods.unresolved();
    }

    /** Returns whether it is known of each pod of a namespace to which workload it belongs. */
    public boolean isComplete(String namespace) {
        return pods.isComplete(namespace);
    }

    /** Returns the pods that are named by what is not a name. */
    public List<InvalidOverride> invalidOverrides() {
        return List.copyOf(invalidOverrides.values());
    }

    /** Takes what a pod's metadata became by our own patch, ahead of the watch. */
    public void patched(ObjectMeta metadata) {
        graph.change(current -> {
            Optional<PodEntry> entry = current.pod(key(metadata));
            if (entry.isEmpty() || !versions.knows(metadata) || !versions.advance(metadata)) {
                return Change.none();
            }
            return current.put(entry.get()
                    .withLabels(Optional.ofNullable(metadata.getLabels()).orElse(Map.of())));
        });
    }

    /** Takes the end of a pod, unless another of its name has come since. */
    public void deleted(Pod pod) {
        ObjectMeta metadata = pod.getMetadata();
        ObjectKey key = key(metadata);
        graph.change(current -> {
            boolean present = current.pod(key).isPresent() || pods.unresolved(key) != null;
            if (present && !versions.knows(metadata)) {
                return Change.none();
            }
            versions.forget(metadata);
            invalidOverrides.remove(key);
            remembered.remove(metadata.getUid());
            pods.remove(key);
            return current.removePod(key).and(exposure.removePod(current, key));
        });
    }

    /** Returns the number of pods and owners for which something is kept. */
    int size() {
        return graph.read(current -> pods.size() + versions.size() + invalidOverrides.size() + remembered.size());
    }

    private static ObjectKey key(ObjectMeta metadata) {
        return new ObjectKey(metadata.getNamespace(), metadata.getName());
    }

    private final class Followed implements OwnerCache.Listener {

        @Override
        public void changed(Collection<OwnerChange> changes) {
            if (changes.stream().anyMatch(it -> it.kind() != OwnerChange.Kind.GONE)) {
                follow(changes);
            }
        }

        @Override
        public boolean awaits(String uid) {
            return pods.awaits(uid);
        }
    }
}

package dev.clientintents.operator.watch;

import dev.clientintents.identity.OwnerReference;
import dev.clientintents.identity.Owners;
import dev.clientintents.kube.FailureCause;
import dev.clientintents.kube.MetadataApi;
import dev.clientintents.kube.WorkloadSpec;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.operator.work.Backoff;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The owners of pods. A reference is only answered for the object of exactly that kind, name and UID, so that a forged
 * one finds nothing, and spoils nothing for others. The usual kinds are watched, and so is any custom kind of which an
 * owner was found; what the watches do not know is asked for once, and what is missing again and again, ever more
 * seldom, for as long as a pod waits for it.
 */
public final class OwnerCache implements Owners, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OwnerCache.class);
    private static final int FOUND = 20_000;
    private static final int WATCHED_KINDS = 32;

    /**
     * The number of callers that may wait for an answer about owners in a namespace at once; any more are told
     * immediately that there is none.
     */
    private static final int WAITING = 4;

    /** Says that the answer is not at hand. Thrown often and caught at once, hence without a trace. */
    public static final class NotCached extends RuntimeException {

        private final transient OwnerReference reference;

        private NotCached(OwnerReference reference) {
            super(null, null, false, false);
            this.reference = reference;
        }

        OwnerReference reference() {
            return reference;
        }
    }

    /** Is told of owners, and says which matter. */
    interface Listener {

        /** Owners have appeared, or were adopted or let go. */
        void changed(Collection<OwnerChange> changes);

        /** Returns whether a pod waits for an owner with this UID. */
        boolean awaits(String uid);
    }

    private record Answer(OwnerKey owner, Lookup lookup) {}

    /** An owner that is asked for until it is found. */
    private static final class Ask {

        private final String namespace;
        private final OwnerReference reference;
        private final AtomicInteger attempts = new AtomicInteger();
        private volatile @Nullable Lookup answer;

        private Ask(String namespace, OwnerReference reference) {
            this.namespace = namespace;
            this.reference = reference;
        }
    }

    private final OwnerApi api;
    private final OwnerKinds kinds;
    private final Set<String> namespaces;
    private final ScheduledExecutorService clock;
    private final OwnerStore store = new OwnerStore();
    private final OwnerLookups lookups;
    private final Map<OwnerStore.Kind, List<OwnerWatch>> watches = new ConcurrentHashMap<>();
    private final Map<OwnerStore.Kind, String> collections = new ConcurrentHashMap<>();
    private final Map<OwnerKey, Ask> asks = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> waiting = new ConcurrentHashMap<>();
    /** The answers of look-ups that no watch has told of yet, by the UID of the owner. */
    private final Map<String, Answer> found = Collections.synchronizedMap(new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Answer> eldest) {
            return size() > FOUND;
        }
    });

    private volatile Listener listener = new Listener() {
        @Override
        public void changed(Collection<OwnerChange> changes) {}

        @Override
        public boolean awaits(String uid) {
            return false;
        }
    };
    private volatile Consumer<Collection<OwnerChange>> workloads = changes -> {};
    private volatile boolean closed;

    /**
     * Knows nothing yet.
     *
     * @param namespaces where owners are watched; empty for all namespaces
     * @param clock on which what failed is tried again
     */
    public OwnerCache(MetadataApi api, OwnerKinds kinds, Set<String> namespaces, ScheduledExecutorService clock) {
        this(OwnerApi.of(api), kinds, namespaces, clock);
    }

    OwnerCache(OwnerApi api, OwnerKinds kinds, Set<String> namespaces, ScheduledExecutorService clock) {
        this.api = api;
        this.kinds = kinds;
        this.namespaces = namespaces;
        this.clock = clock;
        this.lookups = new OwnerLookups(api, kinds, clock);
    }

    /** Sets the listener that is told of changes from now on. To be called before {@link #watch}. */
    void announceTo(Listener told) {
        listener = told;
    }

    /** Sets who is told of changes from now on, besides the listener. To be called before {@link #watch}. */
    void announceWorkloadsTo(Consumer<Collection<OwnerChange>> told) {
        workloads = told;
    }

    /** Returns the objects of a name that may be workloads, by their kinds, as far as their kinds are watched. */
    Map<OwnerStore.Kind, String> workloads(ObjectKey name) {
        return store.uncontrolled(name);
    }

    /**
     * Reads of a workload of a watched kind what says which pods are its own. The answer fails with a
     * {@link KubernetesClientException} where there is none.
     */
    CompletableFuture<WorkloadSpec> read(OwnerStore.Kind kind, ObjectKey workload) {
        String collection = collections.get(kind);
        return collection == null
                ? CompletableFuture.failedFuture(new KubernetesClientException("its kind is not watched"))
                : lookups.askForWorkload(workload.namespace(), OwnerKinds.path(collection, workload));
    }

    /**
     * Starts to list and to watch the usual kinds.
     *
     * @return a future that is done when each is listed, or will not be for now
     */
    public CompletableFuture<Void> watch() {
        OwnerKinds.USUAL.forEach((kind, path) -> watch(OwnerKinds.kind(kind), path));
        return CompletableFuture.allOf(watches.values().stream()
                .flatMap(List::stream)
                .map(OwnerWatch::settled)
                .toArray(CompletableFuture[]::new));
    }

    private synchronized void watch(OwnerStore.Kind kind, String path) {
        if (closed || watches.containsKey(kind)) {
            return;
        }
        var started = new ArrayList<OwnerWatch>();
        if (namespaces.isEmpty()) {
            started.add(new OwnerWatch(api, store, kind, path, null, this::watched));
        } else {
            int plural = path.lastIndexOf('/');
            namespaces.forEach(namespace -> started.add(new OwnerWatch(
                    api,
                    store,
                    kind,
                    path.substring(0, plural) + "/namespaces/" + namespace + path.substring(plural),
                    namespace,
                    this::watched)));
        }
        watches.put(kind, started);
        collections.put(kind, path);
        started.forEach(OwnerWatch::start);
    }

    /** Takes what a watch tells: it knows the owner from now on, or that it is gone. */
    private void watched(List<OwnerChange> changes) {
        changes.forEach(change -> found.remove(change.uid()));
        changed(changes);
    }

    private void changed(List<OwnerChange> changes) {
        if (!changes.isEmpty()) {
            listener.changed(changes);
            workloads.accept(changes);
        }
    }

    /**
     * Asks for an owner in the background, unless that is under way, until it is found or nobody waits for it. What is
     * answered is never told within this call, however fast it comes: the caller is in the middle of a change.
     */
    void request(String namespace, OwnerReference reference) {
        if (!reference.isPlausible()) {
            return;
        }
        var ask = new Ask(namespace, reference);
        if (asks.putIfAbsent(OwnerKey.of(namespace, reference), ask) == null && !clock.isShutdown()) {
            clock.execute(() -> submit(ask));
        }
    }

    private void submit(Ask ask) {
        var unused = lookups.ask(ask.namespace, ask.reference)
                .whenComplete((answer, failure) -> answered(ask, answer, failure));
    }

    private void answered(Ask ask, @Nullable Lookup answer, @Nullable Throwable failure) {
        OwnerKey key = OwnerKey.of(ask.namespace, ask.reference);
        boolean news = answer != null && !answer.equals(ask.answer);
        if (answer instanceof Lookup.Found) {
            found.put(ask.reference.uid(), new Answer(key, answer));
            if (store.find(ask.namespace, ask.reference).isPresent()) {
                found.remove(ask.reference.uid()); // its watch was faster
            }
            asks.remove(key, ask);
            kinds.furtherCollection(ask.reference.apiVersion(), ask.reference.kind())
                    .filter(path -> watches.size() < WATCHED_KINDS)
                    .ifPresent(path -> watch(OwnerStore.Kind.of(ask.reference), path));
        } else {
            int before = ask.attempts.getAndIncrement();
            if (answer != null) {
                ask.answer = answer;
            } else if (before == 0 && failure != null) {
                LOG.atWarn()
                        .addKeyValue("namespace", ask.namespace)
                        .addKeyValue("owner", ask.reference.kind() + "/" + ask.reference.name())
                        .addKeyValue("cause", FailureCause.message(failure))
                        .log("Could not look up an owner of pods; it will be retried");
            }
            long pause = Backoff.LOOK_UP.millis(before + 1);
            if (!clock.isShutdown()) {
                var unused = clock.schedule(() -> again(key, ask), pause, TimeUnit.MILLISECONDS);
            }
        }
        if (news) {
            changed(List.of(new OwnerChange(
                    ask.namespace, ask.reference.name(), ask.reference.uid(), OwnerChange.Kind.APPEARED)));
        }
    }

    private void again(OwnerKey key, Ask ask) {
        if (!closed && listener.awaits(ask.reference.uid())) {
            submit(ask);
        } else {
            asks.remove(key, ask);
        }
    }

    /** Returns whether a request for an owner has had no answer yet, not even an error. */
    boolean isAsking() {
        return asks.values().stream().anyMatch(ask -> ask.attempts.get() == 0);
    }

    /** Returns the number of answers that are kept because no watch has told of their owners yet. */
    int kept() {
        return found.size();
    }

    /** Returns the number of owners that are asked for until they are found. */
    int asked() {
        return asks.size();
    }

    /**
     * Returns an owner that is known to exist, or else asks the API server, and keeps nothing: a question may be made
     * up, and only the API server is believed that an owner is missing.
     *
     * @throws KubernetesClientException where nothing can be said in time
     */
    @Override
    public Lookup find(String namespace, OwnerReference reference) {
        if (!reference.isPlausible()) {
            return new Lookup.Missing();
        }
        return existing(namespace, reference).orElseGet(() -> ask(namespace, reference));
    }

    private Lookup ask(String namespace, OwnerReference reference) {
        AtomicInteger others = waiting.computeIfAbsent(namespace, first -> new AtomicInteger());
        try {
            if (others.incrementAndGet() > WAITING) {
                throw new KubernetesClientException("too many owners are looked up in the namespace");
            }
            return lookups.ask(namespace, reference).get(OwnerLookups.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KubernetesClientException("interrupted", e);
        } catch (TimeoutException e) {
            throw new KubernetesClientException("no answer in time", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KubernetesClientException answer
                    ? answer
                    : new KubernetesClientException("no answer", e.getCause());
        } finally {
            if (others.decrementAndGet() == 0) {
                waiting.remove(namespace, others);
            }
        }
    }

    /** Answers from what is known only; throws {@link NotCached} where that is nothing. */
    public Owners cachedOnly() {
        return (namespace, reference) -> reference.isPlausible()
                ? known(namespace, reference).orElseThrow(() -> new NotCached(reference))
                : new Lookup.Missing();
    }

    /** Returns a lookup of the owners that are known to exist, which throws {@link NotCached} where one is not. */
    public Owners existingOnly() {
        return (namespace, reference) -> reference.isPlausible()
                ? existing(namespace, reference).orElseThrow(() -> new NotCached(reference))
                : new Lookup.Missing();
    }

    private Optional<Lookup> existing(String namespace, OwnerReference reference) {
        return known(namespace, reference).filter(Lookup.Found.class::isInstance);
    }

    private Optional<Lookup> known(String namespace, OwnerReference reference) {
        Optional<Lookup> watched = store.find(namespace, reference);
        if (watched.isPresent()) {
            return watched;
        }
        OwnerKey key = OwnerKey.of(namespace, reference);
        Answer known = found.get(reference.uid());
        if (known != null && known.owner.equals(key)) {
            return Optional.of(known.lookup);
        }
        Ask ask = asks.get(key);
        return ask == null ? Optional.empty() : Optional.ofNullable(ask.answer);
    }

    @Override
    public synchronized void close() {
        closed = true;
        watches.values().forEach(all -> all.forEach(OwnerWatch::close));
        lookups.close();
    }
}

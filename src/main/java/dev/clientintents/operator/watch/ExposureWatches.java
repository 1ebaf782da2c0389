package dev.clientintents.operator.watch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.clientintents.egress.ClusterDns;
import dev.clientintents.exposure.ApiServerAddresses;
import dev.clientintents.exposure.Leads;
import dev.clientintents.kube.FailureCause;
import dev.clientintents.kube.ObjectApi;
import dev.clientintents.operator.work.DaemonThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches what tells of entrances and of ways out, of those kinds that the cluster serves. It asks again and again which those are, so
 * that a kind that comes later is watched within a minute, and one that goes is forgotten.
 */
public final class ExposureWatches implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ExposureWatches.class);
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(20);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);
    private static final String WARNING =
            "Could not watch what may lead traffic to servers; it will be retried, and meanwhile counts as it did before";

    /** A kind that is watched, at the path of one version. */
    private record Watched(String path, List<ExposingCollection> collections, List<ListWatch> watches) {

        private void close() {
            watches.forEach(ListWatch::close);
        }
    }

    /** A collection that the cluster serves. */
    private record Served(String prefix, String plural, boolean namespaced) {

        private String path() {
            return prefix + "/" + plural;
        }
    }

    private final ObjectApi api;
    private final ExposureFeed feed;
    private final Set<String> namespaces;
    private final Map<ExposingKind, Watched> watched = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> discovered = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean closed;
    private boolean warned;

    /**
     * Prepares the watches.
     *
     * @param namespaces where objects are watched that lie in namespaces; empty for all namespaces
     */
    public ExposureWatches(ObjectApi api, ExposureFeed feed, Set<String> namespaces) {
        this.api = api;
        this.feed = feed;
        this.namespaces = namespaces;
        this.thread = DaemonThreads.named("entrances").newThread(this::run);
    }

    /** Begins to watch. */
    public void start() {
        watch(new ExposingKind.Nodes(), new Served("/api/v1", "nodes", false), "");
        // the API server's own Service lies in this namespace, whatever else is looked at
        watch(
                new ExposingKind.Slices("of the API server"),
                inNamespace("/apis/discovery.k8s.io/v1", ApiServerAddresses.NAMESPACE, "endpointslices"),
                "&labelSelector=" + ApiServerAddresses.SERVICE + "%3D" + ApiServerAddresses.KUBERNETES);
        // Kubernetes itself makes all others, of Services that select pods
        watch(
                new ExposingKind.Slices("of Services without pods"),
                new Served("/apis/discovery.k8s.io/v1", "endpointslices", true),
                "&labelSelector=endpointslice.kubernetes.io/managed-by%21%3Dendpointslice-controller.k8s.io");
        if (namespaces.isEmpty()) {
            for (String namespace : ClusterDns.NAMESPACES) {
                watchDns(
                        new ExposingKind.Slices(namespace),
                        inNamespace("/apis/discovery.k8s.io/v1", namespace, "endpointslices"));
                watchDns(new ExposingKind.NodeCaches(namespace), inNamespace("/apis/apps/v1", namespace, "daemonsets"));
            }
        }
        thread.start();
    }

    private static Served inNamespace(String version, String namespace, String plural) {
        return new Served(version + "/namespaces/" + namespace, plural, false);
    }

    /** Watches what tells where names are resolved, before all of which is read nobody's way out is closed. */
    private void watchDns(ExposingKind kind, Served served) {
        feed.change(facts -> facts.egress().await(kind.name()));
        watch(kind, served, "");
    }

    /**
     * Waits until all kinds that are served have been listed once, or the API server has refused that.
     *
     * @param atMost for how long: a kind that cannot be listed must not hold up all others
     */
    public void awaitFirst(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        try {
            discovered.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
            for (Watched each : watched.values()) {
                for (ListWatch watch : each.watches()) {
                    watch.settled().get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                }
            }
        } catch (TimeoutException e) {
            LOG.atWarn()
                    .addKeyValue("missing", missing())
                    .addKeyValue("waited", atMost)
                    .log(
                            "Not all that may lead traffic to servers has been listed: what that is may be cut from servers that are"
                                    + " closed for the first time before it is");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private String missing() {
        Stream<String> unlisted = watched.entrySet().stream()
                .filter(it -> it.getValue().watches().stream()
                        .anyMatch(watch -> !watch.settled().isDone()))
                .map(it -> it.getKey().name())
                .sorted();
        return String.join(
                ", ",
                Stream.concat(discovered.isDone() ? Stream.empty() : Stream.of("which kinds are served"), unlisted)
                        .toList());
    }

    /** Returns how many kinds are watched. */
    public int kinds() {
        return watched.size();
    }

    /** Returns how many objects cannot be read. */
    public int setAside() {
        return watched.values().stream()
                .flatMap(it -> it.collections().stream())
                .mapToInt(ExposingCollection::setAside)
                .sum();
    }

    private void run() {
        while (!closed) {
            Duration pause = AGAIN_AFTER;
            try {
                discover();
                discovered.complete(null);
                warned = false;
            } catch (RuntimeException e) {
                pause = AFTER_FAILURE;
                warn(e);
            }
            try {
                Thread.sleep(pause.toMillis());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void warn(RuntimeException failure) {
        if (!warned && !closed) {
            warned = true;
            LOG.atWarn()
                    .addKeyValue("cause", FailureCause.message(failure))
                    .log(
                            "Could not find out which kinds the cluster serves that may lead traffic to servers; it will be retried");
        }
    }

    private void discover() {
        Map<String, List<String>> versions = new TreeMap<>();
        for (JsonNode group : api.get("/apis").path("groups")) {
            String name = group.path("name").asText();
            if (Leads.kinds().containsKey(name)) {
                var served = new LinkedHashSet<String>();
                served.add(group.path("preferredVersion").path("groupVersion").asText());
                group.path("versions")
                        .forEach(it -> served.add(it.path("groupVersion").asText()));
                versions.put(name, List.copyOf(served));
            }
        }
        RuntimeException failure = null;
        for (Map.Entry<String, Set<String>> it : Leads.kinds().entrySet()) {
            try {
                follow(it.getKey(), it.getValue(), versions.getOrDefault(it.getKey(), List.of()));
            } catch (RuntimeException e) {
                // an aggregated API server that is away says nothing of the others
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Watches those kinds of a group that are served, and no others. */
    private void follow(String group, Set<String> kinds, List<String> versions) {
        Map<String, List<Served>> served = new LinkedHashMap<>();
        for (String version : versions) {
            for (JsonNode resource : api.get("/apis/" + version).path("resources")) {
                String plural = resource.path("name").asText();
                String kind = resource.path("kind").asText();
                if (kinds.contains(kind) && !plural.contains("/")) {
                    served.computeIfAbsent(kind, it -> new ArrayList<>())
                            .add(new Served(
                                    "/apis/" + version,
                                    plural,
                                    resource.path("namespaced").asBoolean()));
                }
            }
        }
        for (String kind : kinds) {
            var key = new ExposingKind.Leading(group, kind);
            List<Served> paths = served.getOrDefault(kind, List.of());
            Watched before = watched.get(key);
            if (before != null && paths.stream().noneMatch(it -> it.path().equals(before.path()))) {
                before.close();
                before.collections().forEach(ExposingCollection::forget);
                watched.remove(key);
            }
            if (!paths.isEmpty() && !watched.containsKey(key)) {
                watch(key, paths.get(0), "");
            }
        }
    }

    private void watch(ExposingKind kind, Served served, String query) {
        Stream<String> paths = served.namespaced() && !namespaces.isEmpty()
                ? namespaces.stream().map(name -> served.prefix() + "/namespaces/" + name + "/" + served.plural())
                : Stream.of(served.path());
        var collections = new ArrayList<ExposingCollection>();
        var watches = new ArrayList<ListWatch>();
        paths.forEach(path -> {
            var collection = new ExposingCollection(api, feed, kind, path, query);
            collections.add(collection);
            watches.add(new ListWatch("entrances-" + kind.name(), path, WARNING, collection));
        });
        watched.put(kind, new Watched(served.path(), List.copyOf(collections), List.copyOf(watches)));
        watches.forEach(ListWatch::start);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        watched.values().forEach(Watched::close);
    }
}

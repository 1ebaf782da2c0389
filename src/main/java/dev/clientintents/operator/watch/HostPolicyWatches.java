package dev.clientintents.operator.watch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.clientintents.backend.hostname.DiscoveredBackend;
import dev.clientintents.backend.hostname.HostBackend;
import dev.clientintents.backend.hostname.HostSetting;
import dev.clientintents.backend.hostname.ServedKind;
import dev.clientintents.graph.HostNaming;
import dev.clientintents.kube.FailureCause;
import dev.clientintents.kube.ObjectApi;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.operator.work.DaemonThreads;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the kind of policy that names hosts, and watches its objects. It asks again and again what is served, so that a
 * kind that comes later is found within a minute. One that goes is given up only when it was not there several times in
 * a row, because an API server that starts does not serve everything at once.
 */
public final class HostPolicyWatches implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HostPolicyWatches.class);
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(20);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);
    private static final int MISSING_AT_LEAST = 3;
    private static final String WARNING =
            "Could not watch policies with names of hosts; it will be retried, and meanwhile they count as they did before";

    private final ObjectApi api;
    private final KubernetesSerialization json;
    private final HostPolicyStore store;
    private final HostSetting setting;
    private final Set<String> namespaces;
    private final Thread thread;
    private @Nullable DiscoveredBackend chosen;
    private List<ListWatch> watches = List.of();
    private int missing;
    private boolean warned;
    private volatile boolean closed;

    /**
     * Prepares the watches.
     *
     * @param namespaces where policies are watched that lie in namespaces; empty for all namespaces
     */
    public HostPolicyWatches(
            ObjectApi api,
            KubernetesSerialization json,
            HostPolicyStore store,
            HostSetting setting,
            Set<String> namespaces) {
        this.api = api;
        this.json = json;
        this.store = store;
        this.setting = setting;
        this.namespaces = namespaces;
        this.thread = DaemonThreads.named("host-policies").newThread(this::run);
    }

    /** Begins to watch, where there is anything to watch. */
    public void start() {
        if (setting != HostSetting.NONE) {
            store.become(null, new HostNaming.Unknown("it is not known yet which policies of the cluster name hosts"));
            thread.start();
        }
    }

    private void run() {
        while (!closed) {
            Duration pause = AGAIN_AFTER;
            try {
                follow(setting.choose(served()));
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
                    .log("Could not find out which policies of the cluster name hosts; it will be retried");
        }
    }

    private Set<ServedKind> served() {
        var served = new HashSet<ServedKind>();
        for (JsonNode group : api.get("/apis").path("groups")) {
            String name = group.path("name").asText();
            if (setting.asksFor(name)) {
                for (JsonNode version : group.path("versions")) {
                    String number = version.path("version").asText();
                    for (JsonNode resource :
                            api.get("/apis/" + name + "/" + number).path("resources")) {
                        served.add(new ServedKind(
                                name, number, resource.path("kind").asText()));
                    }
                }
            }
        }
        return served;
    }

    private void follow(DiscoveredBackend now) {
        if (now.equals(chosen)) {
            missing = 0;
            return;
        }
        if (chosen != null && chosen.backend() != null && ++missing < MISSING_AT_LEAST) {
            return;
        }
        missing = 0;
        chosen = now;
        watches.forEach(ListWatch::close);
        watches = List.of();
        HostBackend backend = now.backend();
        if (backend == null) {
            String problem = Objects.requireNonNull(now.problem());
            store.become(null, new HostNaming.None(problem));
            LOG.atWarn().addKeyValue("cause", problem).log("No policy of the cluster can name hosts");
        } else {
            store.become(
                    backend,
                    new HostNaming.Unknown(
                            "the objects of " + backend.kind().kind() + " that there are, are being read"));
            watch(backend);
            LOG.atInfo()
                    .addKeyValue("kind", backend.kind().kind())
                    .addKeyValue("apiVersion", backend.kind().apiVersion())
                    .log("Hosts are named by policies");
        }
    }

    private void watch(HostBackend backend) {
        String prefix = "/apis/" + backend.kind().apiVersion();
        List<String> paths = backend.namespaced() && !namespaces.isEmpty()
                ? namespaces.stream()
                        .map(name -> prefix + "/namespaces/" + name + "/" + backend.plural())
                        .toList()
                : List.of(prefix + "/" + backend.plural());
        Set<String> unlisted = ConcurrentHashMap.newKeySet();
        unlisted.addAll(paths);
        watches = paths.stream()
                .map(path -> new ListWatch("host-policies", path, WARNING, new Policies(backend, path, unlisted)))
                .toList();
        watches.forEach(ListWatch::start);
    }

    /** Returns the namespace of a path; empty where it has none. */
    private static String within(String path) {
        int start = path.indexOf("/namespaces/");
        return start < 0 ? "" : path.substring(start + "/namespaces/".length(), path.lastIndexOf('/'));
    }

    /** The policies of one kind, in one namespace or in all. */
    private final class Policies implements ListWatch.Collection {

        private final HostBackend backend;
        private final String path;
        private final String namespace;
        private final Set<String> unlisted;

        /** @param unlisted the paths of which not all is known yet */
        private Policies(HostBackend backend, String path, Set<String> unlisted) {
            this.backend = backend;
            this.path = path;
            this.namespace = within(path);
            this.unlisted = unlisted;
        }

        @Override
        public String list() {
            var listed = new ArrayList<GenericKubernetesResource>();
            String version;
            try {
                version = api.list(path, "", new ObjectApi.Listing() {
                    @Override
                    public void add(Map<?, ?> object) {
                        read(object).forEach(listed::add);
                    }

                    @Override
                    public void restart() {
                        listed.clear();
                    }
                });
            } catch (KubernetesClientException e) {
                if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN && unlisted.contains(path)) {
                    store.names(backend, new HostNaming.None("the operator may not list " + path));
                }
                throw e;
            }
            store.listed(backend, listed, this::holds);
            unlisted.remove(path);
            if (unlisted.isEmpty()) {
                store.names(backend, backend);
            }
            return version;
        }

        private boolean holds(ObjectKey key) {
            return namespace.isEmpty() || key.namespace().equals(namespace);
        }

        @Override
        public void watch(String version, Consumer<String> reached) {
            api.watch(path, "", version, new ObjectApi.Events() {
                @Override
                public void changed(Map<?, ?> object) {
                    read(object).forEach(it -> store.observed(backend, it));
                }

                @Override
                public void deleted(Map<?, ?> object) {
                    read(object).forEach(it -> store.deleted(backend, it));
                }

                @Override
                public void reached(String now) {
                    reached.accept(now);
                }
            });
        }

        /** Reads an object; items of lists do not say their kind. */
        private Stream<GenericKubernetesResource> read(Map<?, ?> object) {
            return Stream.of(json.convertValue(object, GenericKubernetesResource.class))
                    .filter(it -> it.getMetadata() != null && it.getMetadata().getName() != null);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        watches.forEach(ListWatch::close);
    }
}

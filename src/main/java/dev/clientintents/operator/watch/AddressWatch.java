package dev.clientintents.operator.watch;

import dev.clientintents.kube.ObjectApi;
import dev.clientintents.learn.traffic.PodAddresses;
import dev.clientintents.model.ObjectKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows the addresses of pods. The informer of pods keeps none of them, since nothing but what agents tell depends on them, so
 * that whoever observes no traffic does not pay for it.
 */
public final class AddressWatch implements AutoCloseable {

    private static final String WARNING =
            "Could not follow the addresses of pods; until that is possible, what agents tell is not known to be of any pod";

    private final ObjectApi api;
    private final TrafficFeed feed;
    private final Set<String> listed = ConcurrentHashMap.newKeySet();
    private final List<ListWatch> watches;

    /** @param namespaces where pods are looked at; empty for all namespaces */
    public AddressWatch(ObjectApi api, TrafficFeed feed, Set<String> namespaces) {
        this.api = api;
        this.feed = feed;
        this.watches = namespaces.isEmpty()
                ? List.of(watch(new Pods(null)))
                : namespaces.stream().sorted().map(it -> watch(new Pods(it))).toList();
    }

    private static ListWatch watch(Pods pods) {
        return new ListWatch("addresses", pods.path, WARNING, pods);
    }

    /** Begins. */
    public void start() {
        watches.forEach(ListWatch::start);
    }

    /** Returns whether the pods are known, so that an address that is not among theirs is nobody's. */
    public boolean isComplete() {
        return listed.size() == watches.size();
    }

    @Override
    public void close() {
        watches.forEach(ListWatch::close);
    }

    private final class Pods implements ListWatch.Collection {

        private final @Nullable String namespace;
        private final String path;

        private Pods(@Nullable String namespace) {
            this.namespace = namespace;
            this.path = namespace == null ? "/api/v1/pods" : "/api/v1/namespaces/" + namespace + "/pods";
        }

        @Override
        public String list() {
            Map<ObjectKey, PodAddresses> pods = new LinkedHashMap<>();
            String version = api.list(path, "", new ObjectApi.Listing() {
                @Override
                public void add(Map<?, ?> object) {
                    PodAddresses pod = PodAddresses.read(object);
                    pods.put(pod.pod(), pod);
                }

                @Override
                public void restart() {
                    pods.clear();
                }
            });
            feed.listed(namespace, List.copyOf(pods.values()));
            listed.add(path);
            return version;
        }

        @Override
        public void watch(String version, Consumer<String> reached) {
            api.watch(path, "", version, new ObjectApi.Events() {
                @Override
                public void changed(Map<?, ?> object) {
                    feed.changed(PodAddresses.read(object));
                }

                @Override
                public void deleted(Map<?, ?> object) {
                    feed.deleted(PodAddresses.key(object));
                }

                @Override
                public void reached(String now) {
                    reached.accept(now);
                }
            });
        }
    }
}

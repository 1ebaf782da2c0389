package dev.clientintents.operator.watch;

import dev.clientintents.egress.Endpoints;
import dev.clientintents.egress.NodeCache;
import dev.clientintents.exposure.ApiServerAddresses;
import dev.clientintents.exposure.ExposingObject;
import dev.clientintents.exposure.NodeFacts;
import dev.clientintents.model.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A kind whose objects tell of entrances or of ways out, and how what is known is told of one. */
sealed interface ExposingKind {

    /** Returns its name for people. */
    String name();

    /** Returns how what is known is told of an object, of which no more is kept than counts. */
    Consumer<ClusterFacts> read(ObjectKey key, Map<?, ?> object);

    /** Returns how what is known is told that an object is gone. */
    Consumer<ClusterFacts> gone(ObjectKey key);

    /** Returns how what is known is told that all objects have been. */
    default Consumer<ClusterFacts> listed() {
        return facts -> facts.egress().listed(name());
    }

    /** Objects that lead traffic, tell of controllers, or permit routes. */
    record Leading(String group, String kind) implements ExposingKind {

        /** More than any object has whose author means each of them. */
        private static final int MOST_LEADS = 5_000;

        @Override
        public String name() {
            return kind + "." + group;
        }

        @Override
        public Consumer<ClusterFacts> read(ObjectKey key, Map<?, ?> object) {
            ExposingObject read = ExposingObject.read(group, kind, key, object);
            if (read.leads().size() > MOST_LEADS) {
                throw new IllegalArgumentException("it leads to " + read.leads().size() + " backends, of which "
                        + MOST_LEADS + " are taken at most");
            }
            return facts -> facts.exposures().put(group, kind, key, read);
        }

        @Override
        public Consumer<ClusterFacts> gone(ObjectKey key) {
            return facts -> facts.exposures().remove(group, kind, key);
        }
    }

    /** Nodes. */
    record Nodes() implements ExposingKind {

        @Override
        public String name() {
            return "Node";
        }

        @Override
        public Consumer<ClusterFacts> read(ObjectKey key, Map<?, ?> object) {
            NodeFacts node = NodeFacts.read(object);
            return facts -> facts.exposures().putNode(key.name(), node);
        }

        @Override
        public Consumer<ClusterFacts> gone(ObjectKey key) {
            return facts -> facts.exposures().removeNode(key.name());
        }
    }

    /**
     * EndpointSlices.
     *
     * @param place which of them
     */
    record Slices(String place) implements ExposingKind {

        @Override
        public String name() {
            return "EndpointSlice (" + place + ")";
        }

        @Override
        public Consumer<ClusterFacts> read(ObjectKey key, Map<?, ?> object) {
            List<String> apiServers = ApiServerAddresses.read(key.namespace(), object);
            Optional<Endpoints> endpoints = Endpoints.read(key.namespace(), object);
            return facts -> {
                facts.exposures().putApiServers(key.toString(), apiServers);
                facts.egress().putSlice(key, endpoints);
            };
        }

        @Override
        public Consumer<ClusterFacts> gone(ObjectKey key) {
            return facts -> {
                facts.exposures().putApiServers(key.toString(), List.of());
                facts.egress().putSlice(key, Optional.empty());
            };
        }
    }

    /**
     * DaemonSets, of which some answer DNS queries on each node.
     *
     * @param namespace where they lie
     */
    record NodeCaches(String namespace) implements ExposingKind {

        @Override
        public String name() {
            return "DaemonSet (" + namespace + ")";
        }

        @Override
        public Consumer<ClusterFacts> read(ObjectKey key, Map<?, ?> object) {
            Optional<NodeCache> read = NodeCache.read(key, object);
            return facts -> facts.egress().putCache(key, read);
        }

        @Override
        public Consumer<ClusterFacts> gone(ObjectKey key) {
            return facts -> facts.egress().putCache(key, Optional.empty());
        }
    }
}

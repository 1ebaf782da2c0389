package dev.clientintents.operator.watch;

import dev.clientintents.exposure.ApiServerAddresses;
import dev.clientintents.exposure.ExposingObject;
import dev.clientintents.exposure.ExposureIndex;
import dev.clientintents.exposure.NodeFacts;
import dev.clientintents.model.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A kind whose objects tell of entrances, and how the index is told of one. */
sealed interface ExposingKind {

    /** Returns its name for people. */
    String name();

    /** Returns how the index is told of an object, of which no more is kept than counts. */
    Consumer<ExposureIndex> read(ObjectKey key, Map<?, ?> object);

    /** Returns how the index is told that an object is gone. */
    Consumer<ExposureIndex> gone(ObjectKey key);

    /** Objects that lead traffic, tell of controllers, or permit routes. */
    record Leading(String group, String kind) implements ExposingKind {

        /** More than any object has whose author means each of them. */
        private static final int MOST_LEADS = 5_000;

        @Override
        public String name() {
            return kind + "." + group;
        }

        @Override
        public Consumer<ExposureIndex> read(ObjectKey key, Map<?, ?> object) {
            ExposingObject read = ExposingObject.read(group, kind, key, object);
            if (read.leads().size() > MOST_LEADS) {
                throw new IllegalArgumentException("it leads to " + read.leads().size() + " backends, of which "
                        + MOST_LEADS + " are taken at most");
            }
            return index -> index.put(group, kind, key, read);
        }

        @Override
        public Consumer<ExposureIndex> gone(ObjectKey key) {
            return index -> index.remove(group, kind, key);
        }
    }

    /** Nodes. */
    record Nodes() implements ExposingKind {

        @Override
        public String name() {
            return "Node";
        }

        @Override
        public Consumer<ExposureIndex> read(ObjectKey key, Map<?, ?> object) {
            NodeFacts facts = NodeFacts.read(object);
            return index -> index.putNode(key.name(), facts);
        }

        @Override
        public Consumer<ExposureIndex> gone(ObjectKey key) {
            return index -> index.removeNode(key.name());
        }
    }

    /** The EndpointSlices of the API server. */
    record ApiServers() implements ExposingKind {

        @Override
        public String name() {
            return "EndpointSlice";
        }

        @Override
        public Consumer<ExposureIndex> read(ObjectKey key, Map<?, ?> object) {
            List<String> addresses = ApiServerAddresses.read(key.namespace(), object);
            return index -> index.putApiServers(key.toString(), addresses);
        }

        @Override
        public Consumer<ExposureIndex> gone(ObjectKey key) {
            return index -> index.putApiServers(key.toString(), List.of());
        }
    }
}

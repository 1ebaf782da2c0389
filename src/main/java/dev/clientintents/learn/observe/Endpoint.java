package dev.clientintents.learn.observe;

import org.jspecify.annotations.Nullable;

/** One end of a connection, by the best name that a record has for it. */
public sealed interface Endpoint {

    /**
     * Pods by what owns them.
     *
     * @param kind the kind of the owner, which may be one below the top, such as a ReplicaSet; null where the record does
     *     not tell
     */
    record Owned(String namespace, @Nullable String kind, String name) implements Endpoint {}

    /** One pod by its name. */
    record Pod(String namespace, String name) implements Endpoint {}

    /**
     * Pods by what their names begin with, as a source names sets of pods.
     *
     * @param prefix the {@code generateName} of the pods, with its last hyphen
     */
    record Generated(String namespace, String prefix) implements Endpoint {}

    /** The pods behind a Service. */
    record Service(String namespace, String name) implements Endpoint {}

    /**
     * An address.
     *
     * @param address an IPv4 or IPv6 address in the usual form of its family
     */
    record Address(String address) implements Endpoint {}

    /**
     * What is known to be no pod: a node, a load balancer, the world.
     *
     * @param what what the source says that it is, for people
     * @param host a host name by which the client asked for it; null where the source does not tell
     * @param address its address; null where the source does not tell
     */
    record Outside(
            String what, @Nullable String host, @Nullable String address) implements Endpoint {}
}

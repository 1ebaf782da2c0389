package dev.clientintents.learn.flow;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.clientintents.learn.observe.Endpoint;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One end of a flow of Hubble. */
final class HubbleEnd {

    private static final String RESERVED = "reserved:";

    private final Json.Field inEnd = this::field;
    private final Json.Field inWorkload = this::workload;
    private final Json.Field inService = this::service;
    private final Json.Element inLabels = this::label;

    private @Nullable String cluster;
    private @Nullable String namespace;
    private @Nullable String pod;
    private @Nullable String kind;
    private @Nullable String workload;
    private @Nullable String reserved;
    private @Nullable String address;
    private @Nullable String host;
    private @Nullable String serviceNamespace;
    private @Nullable String service;

    void clear() {
        cluster = null;
        namespace = null;
        pod = null;
        kind = null;
        workload = null;
        reserved = null;
        address = null;
        host = null;
        serviceNamespace = null;
        service = null;
    }

    void read(JsonParser json) throws IOException {
        Json.fields(json, inEnd);
    }

    private void field(String name, JsonParser json) throws IOException {
        switch (name) {
            case "cluster_name" -> cluster = Json.text(json);
            case "namespace" -> namespace = Json.text(json);
            case "pod_name" -> pod = Json.text(json);
            case "workloads" ->
                Json.elements(json, element -> {
                    // there is more than one only where several owners are told, of which the first is the controller
                    if (workload == null) {
                        Json.fields(element, inWorkload);
                    } else {
                        element.skipChildren();
                    }
                });
            case "labels" -> {
                if (namespace == null) {
                    Json.elements(json, inLabels);
                } else {
                    json.skipChildren();
                }
            }
            default -> json.skipChildren();
        }
    }

    private void workload(String name, JsonParser json) throws IOException {
        switch (name) {
            case "name" -> workload = Json.text(json);
            case "kind" -> kind = Json.text(json);
            default -> json.skipChildren();
        }
    }

    private void label(JsonParser json) throws IOException {
        String label = Json.text(json);
        // an API server on a node has the labels of both
        if (label != null && label.startsWith(RESERVED) && !"kube-apiserver".equals(reserved)) {
            reserved = label.substring(RESERVED.length());
        }
    }

    void readService(JsonParser json) throws IOException {
        Json.fields(json, inService);
    }

    private void service(String name, JsonParser json) throws IOException {
        switch (name) {
            case "name" -> service = Json.text(json);
            case "namespace" -> serviceNamespace = Json.text(json);
            default -> json.skipChildren();
        }
    }

    void readNames(JsonParser json) throws IOException {
        Json.elements(json, element -> {
            if (host == null && element.currentToken() == JsonToken.VALUE_STRING) {
                host = Json.text(element);
            } else {
                element.skipChildren();
            }
        });
    }

    void address(@Nullable String text) {
        address = text;
    }

    @Nullable
    String cluster() {
        return cluster;
    }

    boolean isHealthCheck() {
        return "health".equals(reserved);
    }

    /** Returns whether both ends are of one cluster, as far as the flow tells. */
    boolean isOfClusterOf(HubbleEnd other) {
        return cluster == null || other.cluster == null || cluster.equals(other.cluster);
    }

    /**
     * Returns the end by the best name that the flow has; null where it has none.
     *
     * @param local the cluster whose pods are meant; null where all ends are of it
     */
    @Nullable
    Endpoint endpoint(@Nullable String local) {
        String canonical = Texts.address(address);
        if (local != null && cluster != null && !Objects.equals(cluster, local)) {
            return new Endpoint.Outside("cluster " + cluster, null, canonical);
        }
        if (namespace != null && workload != null && !isOfPod()) {
            return new Endpoint.Owned(namespace, kind, workload);
        }
        if (namespace != null && pod != null) {
            return new Endpoint.Pod(namespace, pod);
        }
        if (serviceNamespace != null && service != null) {
            return new Endpoint.Service(serviceNamespace, service);
        }
        return reserved == null ? byAddress(canonical) : outside(reserved, canonical);
    }

    /** Returns whether what is told to own the pod is itself, or the node of a static one. */
    private boolean isOfPod() {
        return pod != null && ("Pod".equals(kind) || "Node".equals(kind));
    }

    private static @Nullable Endpoint byAddress(@Nullable String canonical) {
        return canonical == null ? null : new Endpoint.Address(canonical);
    }

    private @Nullable Endpoint outside(String identity, @Nullable String canonical) {
        return switch (identity) {
            case "host", "remote-node" -> new Endpoint.Outside("node", null, canonical);
            case "kube-apiserver" -> new Endpoint.Outside("API server", null, canonical);
            case "ingress" -> new Endpoint.Outside("ingress of Cilium", null, null);
            // pods that Cilium does not, or not yet, know
            case "unmanaged", "init", "unknown" -> byAddress(canonical);
            case "world", "world-ipv4", "world-ipv6" -> new Endpoint.Outside("world", host, canonical);
            default -> new Endpoint.Outside(identity, host, canonical);
        };
    }
}

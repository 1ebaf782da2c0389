package dev.clientintents.exposure;

import java.util.List;
import java.util.Map;

/** Reads at which addresses the API server is found: the EndpointSlices of the Service {@code default/kubernetes}. */
public final class ApiServerAddresses {

    /** By which label an EndpointSlice names its Service. */
    public static final String SERVICE = "kubernetes.io/service-name";

    /** The name of the API server's own Service. */
    public static final String KUBERNETES = "kubernetes";

    /** The namespace of the API server's own Service. */
    public static final String NAMESPACE = "default";

    private ApiServerAddresses() {}

    /**
     * Reads an EndpointSlice; none where it is another Service's.
     *
     * @param object the whole object: maps, lists, texts, numbers and truth values
     */
    public static List<String> read(String namespace, Map<?, ?> object) {
        var slice = new Fields(object);
        return namespace.equals(NAMESPACE)
                        && slice.at("metadata").at("labels").text(SERVICE, "").equals(KUBERNETES)
                ? slice.each("endpoints")
                        .flatMap(it -> it.texts("addresses").stream())
                        .distinct()
                        .toList()
                : List.of();
    }
}

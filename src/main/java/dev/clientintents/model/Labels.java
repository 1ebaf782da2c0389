package dev.clientintents.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The labels and annotations of the operator. Everything under {@link #PREFIX} on a pod's labels is the operator's:
 * what it did not compute is removed.
 */
public final class Labels {

    /** The prefix of every label and annotation. */
    public static final String PREFIX = "clientintents.dev/";

    /** On pods that a server policy selects: the name of their workload. */
    public static final String WORKLOAD = PREFIX + "workload";

    /** On pods that a server policy selects: the kind of their workload. */
    public static final String WORKLOAD_KIND = PREFIX + "workload-kind";

    /** The labels by which a server policy selects the pods of a workload that it cannot select by their own. */
    public static final Set<String> OF_WORKLOAD = Set.of(WORKLOAD, WORKLOAD_KIND);

    /** Annotation on a pod: its workload's name for intents, instead of the owner's. */
    public static final String SERVICE_NAME = PREFIX + "service-name";

    /** Annotation on a server policy: the {@link ServerId} that it stands for. */
    public static final String SERVER = PREFIX + "server";

    /** Annotation on a policy that closes a way out: the {@link ClientId} that it stands for. */
    public static final String CLIENT = PREFIX + "client";

    /** Annotation on a policy: what it does, in plain English. */
    public static final String DESCRIPTION = PREFIX + "description";

    /** Label on a namespace: {@link Denial}, by a policy that is kept there. */
    public static final String DEFAULT_DENY = PREFIX + "default-deny";

    /** Label on a namespace: {@link Enforcement}, instead of the operator's default. */
    public static final String ENFORCEMENT = PREFIX + "enforcement";

    /**
     * Label on a namespace: {@code declared} closes the way out of its clients to what they do not declare, {@code open}
     * does not, whatever the operator's default is.
     */
    public static final String EGRESS = PREFIX + "egress";

    /** The labels of namespaces that mean something to the operator, and the values that each of them may have. */
    public static final Map<String, List<String>> OF_NAMESPACE = Map.of(
            DEFAULT_DENY,
            names(Denial.values()),
            ENFORCEMENT,
            names(Enforcement.values()),
            EGRESS,
            List.of("declared", "open"));

    /** Label on every policy that the operator made, with the value {@link #MANAGER}. */
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

    /** The name of the manager: the value of {@link #MANAGED_BY}, and the operator's field manager. */
    public static final String MANAGER = "client-intents";

    private Labels() {}

    private static List<String> names(Object[] values) {
        return Arrays.stream(values).map(Object::toString).toList();
    }

    /** Returns the labels that pods of a workload carry for the policy of the server, which is no Service. */
    public static Map<String, String> of(ServerId server) {
        String name = workloadValue(server.name());
        return server.kind() == null ? Map.of(WORKLOAD, name) : Map.of(WORKLOAD, name, WORKLOAD_KIND, server.kind());
    }

    /** Returns the name of a workload as a label value: at most 63 characters, distinct for distinct names. */
    public static String workloadValue(String name) {
        return BoundedName.label(name);
    }
}

package dev.clientintents.cli.live;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The resources of a cluster that the user who asks may not read, and what would let him. */
final class Refusals {

    private static final Pattern RESOURCE =
            Pattern.compile("/(?:api|apis/[^/]+)/[^/]+(?:/namespaces/[^/]+)?/([a-z]+)(?:/[^/]+)?");

    /**
     * The resources that are read and that the cluster role {@code view} covers; it covers ClientIntents by the role of
     * the chart that adds to it.
     *
     * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles">User-facing
     *     roles</a>
     */
    private static final Set<String> OF_VIEW = Set.of(
            "namespaces",
            "pods",
            "services",
            "configmaps",
            "replicationcontrollers",
            "deployments",
            "replicasets",
            "statefulsets",
            "daemonsets",
            "jobs",
            "cronjobs",
            "networkpolicies",
            "ingresses",
            "clientintents",
            "serveraccesses");

    private final Set<String> resources = new LinkedHashSet<>();

    /** Notes that a collection, or an object of it, was refused. */
    void add(String path) {
        Matcher matcher = RESOURCE.matcher(path);
        resources.add(matcher.matches() ? matcher.group(1) : path);
    }

    void addAll(Refusals others) {
        resources.addAll(others.resources);
    }

    boolean isEmpty() {
        return resources.isEmpty();
    }

    /** Returns the resources, with the role that gives the right to read them. */
    @Override
    public String toString() {
        String view = text(true);
        String others = text(false);
        String ofView = view.isEmpty() ? "" : view + " (the cluster role view gives that)";
        String ofNone = others.isEmpty() ? "" : others + " (that takes a cluster role of its own, or an administrator)";
        return ofView + (view.isEmpty() || others.isEmpty() ? "" : ", and not ") + ofNone;
    }

    private String text(boolean ofView) {
        return resources.stream()
                .filter(resource -> OF_VIEW.contains(resource) == ofView)
                .collect(Collectors.joining(", "));
    }
}

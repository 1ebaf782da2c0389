package dev.clientintents.manifest.schema;

import java.util.Map;

/** The constraints by the names that {@code kinds.yaml} has for them. */
final class Constraints {

    private static final Map<String, Constraint> NAMED = Map.ofEntries(
            Map.entry("single-controller", MetadataConstraints::singleController),
            Map.entry("selector-values", SelectorConstraints::values),
            Map.entry("policy-peer", PolicyConstraints::peer),
            Map.entry("policy-port", PolicyConstraints::port),
            Map.entry("block", PolicyConstraints::block),
            Map.entry("admin-default", AdminConstraints::onlyDefault),
            Map.entry("admin-egress", AdminConstraints::egress),
            Map.entry("port-names", PodConstraints::portNames),
            Map.entry("containers", PodConstraints::containers),
            Map.entry("own-selector", WorkloadConstraints::ownSelector),
            Map.entry("always-restarted", WorkloadConstraints::alwaysRestarted),
            Map.entry("deadline", WorkloadConstraints::deadline),
            Map.entry("replicated", WorkloadConstraints::replicated),
            Map.entry("job", WorkloadConstraints::job),
            Map.entry("job-labels", WorkloadConstraints::jobLabels),
            Map.entry("job-of-schedule", WorkloadConstraints::jobOfSchedule),
            Map.entry("service", ServiceConstraints::service),
            Map.entry("service-ports", ServiceConstraints::ports),
            Map.entry("ingress", IngressConstraints::ingress),
            Map.entry("ingress-class", IngressConstraints::classes),
            Map.entry("ingress-path", IngressConstraints::path),
            Map.entry("ingress-backend", IngressConstraints::backend),
            Map.entry("backend-port", IngressConstraints::port));

    private Constraints() {}

    /** @throws IllegalArgumentException where there is none of that name */
    static Constraint named(String name) {
        Constraint constraint = NAMED.get(name);
        if (constraint == null) {
            throw new IllegalArgumentException("there is no constraint " + name);
        }
        return constraint;
    }
}

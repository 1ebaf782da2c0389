package dev.clientintents.manifest.schema;

import dev.clientintents.manifest.yaml.Value;
import dev.clientintents.manifest.yaml.Value.Mapping;
import dev.clientintents.model.Selector;
import java.util.Map;
import java.util.Optional;

/** What the API server asks of the specs of workloads: that they find the pods that they make, and run them as they can. */
final class WorkloadConstraints {

    private static final String BATCH = "batch.kubernetes.io/";
    private static final long PROGRESS_DEADLINE = 600;
    private static final String FINISHING = "write OnFailure or Never";

    private WorkloadConstraints() {}

    /** The selector of a workload selects something, and the pods of its template. */
    static void ownSelector(Mapping spec, Constraint.Report report) {
        spec.mapping("selector").ifPresent(it -> {
            Selector selector = SelectorConstraints.read(it);
            if (selector.selectsEverything()) {
                report.violation("selector", it, "is empty", "write the labels of the template");
            } else {
                matches(selector, spec, it, report);
            }
        });
    }

    /** The same for a ReplicationController, whose selector may be left to the API server. */
    static void replicated(Mapping spec, Constraint.Report report) {
        Map<String, String> selector = SelectorConstraints.labels(spec, "selector");
        Map<String, String> labels = labels(spec);
        if (!selector.isEmpty()) {
            matches(Selector.of(selector), spec, spec.get("selector").orElse(spec), report);
        } else if (labels.isEmpty()) {
            report.violation("selector", spec, "is required, as the template has no labels", "write it");
        }
    }

    private static void matches(Selector selector, Mapping spec, Value at, Constraint.Report report) {
        if (!selector.matches(labels(spec))) {
            report.violation(
                    "selector",
                    at,
                    "does not match the labels of the template: it asks for "
                            + selector.misses(labels(spec)).get(0),
                    "write the same labels in both");
        }
    }

    private static Map<String, String> labels(Mapping spec) {
        return spec.mapping("template")
                .flatMap(it -> it.mapping("metadata"))
                .map(it -> SelectorConstraints.labels(it, "labels"))
                .orElse(Map.of());
    }

    /** The pods of the workload run until they are deleted. */
    static void alwaysRestarted(Mapping spec, Constraint.Report report) {
        Optional<Mapping> pod = pod(spec);
        restartPolicy(pod)
                .filter(it -> !it.equals("Always"))
                .ifPresent(it -> report.violation(
                        "template.spec.restartPolicy",
                        pod.flatMap(of -> of.get("restartPolicy")).orElse(spec),
                        "is " + it + ", and the pods of this kind are always restarted",
                        "write Always, or leave it out"));
        pod.flatMap(it -> it.get("activeDeadlineSeconds"))
                .ifPresent(it -> report.violation(
                        "template.spec.activeDeadlineSeconds", it, "is not for pods that always run", "remove it"));
    }

    /** A roll-out counts as failed only after its pods may count as available. */
    static void deadline(Mapping spec, Constraint.Report report) {
        long deadline = spec.number("progressDeadlineSeconds").orElse(PROGRESS_DEADLINE);
        long ready = spec.number("minReadySeconds").orElse(0L);
        if (deadline <= ready) {
            report.violation(
                    "progressDeadlineSeconds",
                    spec.get("progressDeadlineSeconds").orElse(spec),
                    "is " + deadline + ", and minReadySeconds is " + ready,
                    "write a greater one");
        }
    }

    /** The pods of a Job end, and it is found by labels that the API server makes unless that is turned off. */
    static void job(Mapping spec, Constraint.Report report) {
        finishes(spec, report);
        Optional<Mapping> selector = spec.mapping("selector");
        if (spec.isTrue("manualSelector")) {
            if (selector.isEmpty()) {
                report.violation("selector", spec, "is required with manualSelector", "write it");
            } else {
                matches(SelectorConstraints.read(selector.get()), spec, selector.get(), report);
            }
        } else {
            selector.ifPresent(it ->
                    report.violation("selector", it, "is made by the API server", "remove it, as Jobs need none"));
        }
    }

    /** The labels by which a Job finds its pods are set by the API server, and may be written only as it sets them. */
    static void jobLabels(Mapping job, Constraint.Report report) {
        Optional<Mapping> spec = job.mapping("spec").filter(it -> !it.isTrue("manualSelector"));
        Optional<String> name = job.mapping("metadata").flatMap(it -> it.text("name"));
        spec.flatMap(it -> it.mapping("template"))
                .flatMap(it -> it.mapping("metadata"))
                .flatMap(it -> it.mapping("labels"))
                .ifPresent(labels -> labels.entries().forEach((key, value) -> {
                    String plain = key.startsWith(BATCH) ? key.substring(BATCH.length()) : key;
                    boolean ofName =
                            plain.equals("job-name") && !labels.text(key).equals(name);
                    if (ofName || plain.equals("controller-uid")) {
                        report.violation(
                                "spec.template.metadata.labels." + key, value, "is set by the API server", "remove it");
                    }
                }));
    }

    /** The same for the Jobs of a CronJob, which have no selector of their own. */
    static void jobOfSchedule(Mapping spec, Constraint.Report report) {
        finishes(spec, report);
        spec.get("selector")
                .ifPresent(it -> report.violation("selector", it, "is made by the API server", "remove it"));
        if (spec.isTrue("manualSelector")) {
            report.violation(
                    "manualSelector", spec.get("manualSelector").orElse(spec), "is not for a CronJob", "remove it");
        }
    }

    private static void finishes(Mapping spec, Constraint.Report report) {
        Optional<Mapping> pod = pod(spec);
        if (restartPolicy(pod).orElse("Always").equals("Always")) {
            report.violation(
                    "template.spec.restartPolicy",
                    pod.flatMap(it -> it.get("restartPolicy")).or(() -> pod).orElse(spec),
                    "is Always where it is not written, and the pods of a Job end",
                    FINISHING);
        }
        boolean indexed = spec.text("completionMode").orElse("").equals("Indexed");
        if (indexed && spec.has("parallelism") && !spec.has("completions")) {
            report.violation(
                    "completions",
                    spec,
                    "is required beside parallelism where completionMode is Indexed",
                    "write how many pods have to end");
        }
    }

    private static Optional<Mapping> pod(Mapping spec) {
        return spec.mapping("template").flatMap(it -> it.mapping("spec"));
    }

    private static Optional<String> restartPolicy(Optional<Mapping> pod) {
        return pod.flatMap(it -> it.text("restartPolicy")).filter(it -> !it.isEmpty());
    }
}

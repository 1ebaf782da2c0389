package dev.clientintents.learn.importing;

import dev.clientintents.finding.Position;
import dev.clientintents.manifest.Manifest;
import dev.clientintents.manifest.yaml.Value.Mapping;
import dev.clientintents.model.WorkloadId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the Applications and Naisjobs of nais. Each is closed in both directions; rules have no ports.
 *
 * @see <a href="https://github.com/nais/naiserator">naiserator</a>
 */
final class NaisImporter extends PlatformImporter {

    private static final String JOB = "Naisjob";

    NaisImporter() {
        super("nais", "nais.io", Set.of("Application", JOB));
    }

    @Override
    PlatformApp app(Manifest object, Mapping spec, AccessPolicy policy) {
        String kind = object.kind().equals(JOB) ? (spec.has("schedule") ? "CronJob" : "Job") : "Deployment";
        return new PlatformApp(
                new WorkloadId(object.namespace(), kind, object.name()),
                object.name(),
                object.toString(),
                object.position(),
                List.of(),
                policy.inbound(),
                Optional.empty(),
                policy.outbound());
    }

    @Override
    Optional<PlatformApp.Rule> rule(Mapping rule, String own, Position position, Reading reading) {
        String app = rule.text("application").orElse("");
        String namespace = rule.text("namespace").filter(it -> !it.isEmpty()).orElse(own);
        Optional<String> cluster = rule.text("cluster").filter(it -> !it.isEmpty());
        if (app.isEmpty() || cluster.isPresent()) {
            reading.remarks()
                    .notImported(
                            position,
                            app.isEmpty()
                                    ? "a rule names no application"
                                    : "a rule is about " + app + " in the cluster " + cluster.get()
                                            + ", of which it is not known whether it is this one",
                            "remove cluster from the rule where it is this cluster");
            return Optional.empty();
        }
        boolean any = namespace.equals(PlatformApp.ANY);
        return Optional.of(new PlatformApp.Rule(app, it -> any || it.equals(namespace), any, List.of(), position));
    }
}

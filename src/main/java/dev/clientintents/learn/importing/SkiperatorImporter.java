package dev.clientintents.learn.importing;

import dev.clientintents.effective.SnapshotNamespace;
import dev.clientintents.finding.Position;
import dev.clientintents.manifest.Manifest;
import dev.clientintents.manifest.yaml.Value.Mapping;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.Selector;
import dev.clientintents.model.WorkloadId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads the Applications and SKIPJobs of skiperator. Each is closed in both directions, as its namespaces deny by default.
 * Inbound rules open the one port of an Application, and all ports of a job; outbound rules may list ports.
 *
 * @see <a href="https://github.com/kartverket/skiperator">skiperator</a>
 */
final class SkiperatorImporter extends PlatformImporter {

    private static final String JOB = "SKIPJob";

    SkiperatorImporter() {
        super("skiperator", "skiperator.kartverket.no", Set.of("Application", JOB));
    }

    @Override
    PlatformApp app(Manifest object, Mapping spec, AccessPolicy policy) {
        boolean job = object.kind().equals(JOB);
        String name = job ? object.name() + "-skipjob" : object.name();
        String kind = job ? (spec.has("cron") ? "CronJob" : "Job") : "Deployment";
        return new PlatformApp(
                new WorkloadId(object.namespace(), kind, name),
                name,
                object.toString(),
                object.position(),
                job ? List.of() : ports(spec).toList(),
                policy.inbound(),
                policy.inbound().isEmpty()
                        ? policy.inboundLine().map(it -> object.position().at(it))
                        : Optional.empty(),
                policy.outbound());
    }

    @Override
    Optional<PlatformApp.Rule> rule(Mapping rule, String own, Position position, Reading reading) {
        String app = rule.text("application").orElse("");
        if (app.isEmpty()) {
            reading.remarks().notImported(position, "a rule names no application", "name one, or remove the rule");
            return Optional.empty();
        }
        Optional<String> namespace = rule.text("namespace").filter(it -> !it.isEmpty());
        Optional<Mapping> labels = rule.mapping("namespacesByLabel").filter(it -> namespace.isEmpty());
        List<Mapping> listed = OtterizeCall.mappings(rule.items("ports"));
        List<PortRange> ports = listed.stream().flatMap(it -> ports(it)).toList();
        if (ports.size() < listed.size()) {
            reading.remarks()
                    .notImported(
                            position,
                            "a rule about " + app + " names a port otherwise than by its number",
                            "write its number; the rule is left out");
            return Optional.empty();
        }
        if (labels.isPresent()) {
            Selector selector = Selector.of(texts(labels.get()));
            Map<String, SnapshotNamespace> namespaces =
                    reading.source().snapshot().namespaces();
            return Optional.of(new PlatformApp.Rule(
                    app,
                    it -> Optional.ofNullable(namespaces.get(it))
                            .filter(found -> selector.matches(found.labels()))
                            .isPresent(),
                    true,
                    ports,
                    position));
        }
        String where = namespace.orElse(own);
        return Optional.of(new PlatformApp.Rule(app, where::equals, false, ports, position));
    }

    private static Stream<PortRange> ports(Mapping port) {
        Protocol protocol = Stream.of(Protocol.values())
                .filter(it -> it.name().equals(port.text("protocol").orElse("TCP")))
                .findFirst()
                .orElse(Protocol.TCP);
        Optional<Long> first = port.number("port");
        long last = port.number("endPort").or(() -> first).orElse(0L);
        return first
                .filter(it -> it > 0 && it <= last && last <= 65535)
                .map(it -> (PortRange) new PortRange.Numbered(protocol, it.intValue(), (int) last))
                .stream();
    }

    private static Map<String, String> texts(Mapping content) {
        var texts = new HashMap<String, String>();
        content.entries()
                .keySet()
                .forEach(key -> texts.put(key, content.text(key).orElse("")));
        return texts;
    }
}

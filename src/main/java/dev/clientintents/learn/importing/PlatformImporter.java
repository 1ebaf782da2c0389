package dev.clientintents.learn.importing;

import dev.clientintents.effective.ObjectId;
import dev.clientintents.effective.PolicyKind;
import dev.clientintents.finding.Position;
import dev.clientintents.manifest.Manifest;
import dev.clientintents.manifest.yaml.Value.Mapping;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the applications of a platform, each with an {@code accessPolicy}. */
abstract class PlatformImporter implements Importer {

    private final String platform;
    private final String group;
    private final Set<String> kinds;

    /**
     * @param platform what findings call it
     * @param kinds the kinds of its applications
     */
    PlatformImporter(String platform, String group, Set<String> kinds) {
        this.platform = platform;
        this.group = group;
        this.kinds = Set.copyOf(kinds);
    }

    /** Returns the application. */
    abstract PlatformApp app(Manifest object, Mapping spec, AccessPolicy policy);

    /**
     * Returns a rule that names another application.
     *
     * @param own the namespace of the rule
     */
    abstract Optional<PlatformApp.Rule> rule(Mapping rule, String own, Position position, Reading reading);

    @Override
    public final Set<PolicyKind> kinds() {
        return kinds.stream().map(it -> new PolicyKind(group, it)).collect(Collectors.toSet());
    }

    /** What is being read. */
    record Reading(Source source, Remarks remarks) {}

    /**
     * The access policy of an application.
     *
     * @param inboundLine the line of its inbound part; empty where it has none
     */
    record AccessPolicy(
            List<PlatformApp.Rule> inbound, Optional<Integer> inboundLine, List<PlatformApp.Rule> outbound) {}

    @Override
    public final Imported read(Source source) {
        var reading = new Reading(source, new Remarks());
        var apps = new ArrayList<PlatformApp>();
        for (Manifest object : source.objects()) {
            if (ObjectId.group(object.apiVersion()).equals(group) && kinds.contains(object.kind())) {
                Mapping spec = object.content()
                        .mapping("spec")
                        .orElse(new Mapping(object.content().line(), Map.of()));
                apps.add(app(object, spec, policy(object, spec, reading)));
            }
        }
        return new Agreements(platform, apps, source.snapshot(), reading.remarks()).imported(this::isWritten);
    }

    private AccessPolicy policy(Manifest object, Mapping spec, Reading reading) {
        Optional<Mapping> policy = spec.mapping("accessPolicy");
        Optional<Mapping> inbound = policy.flatMap(it -> it.mapping("inbound"));
        Optional<Mapping> outbound = policy.flatMap(it -> it.mapping("outbound"));
        for (Mapping external : mappings(outbound, "external")) {
            reading.remarks()
                    .notImported(
                            object.position().at(external.line()),
                            object + " calls "
                                    + external.text("host")
                                            .or(() -> external.text("ipv4"))
                                            .orElse("an address")
                                    + ", which is outside of the cluster",
                            "grant it by other means; intents do not close what leaves the cluster");
        }
        return new AccessPolicy(
                rules(object, inbound, reading), inbound.map(Mapping::line), rules(object, outbound, reading));
    }

    private List<PlatformApp.Rule> rules(Manifest object, Optional<Mapping> side, Reading reading) {
        return mappings(side, "rules").stream()
                .flatMap(it -> rule(it, object.namespace(), object.position().at(it.line()), reading).stream())
                .toList();
    }

    private static List<Mapping> mappings(Optional<Mapping> parent, String key) {
        return parent.map(it -> OtterizeCall.mappings(it.items(key))).orElse(List.of());
    }

    /** Returns whether the platform has written a policy for an application. */
    private boolean isWritten(NetworkPolicy policy) {
        return policy.getMetadata().getOwnerReferences().stream()
                .anyMatch(it -> ObjectId.group(it.getApiVersion()).equals(group) && kinds.contains(it.getKind()));
    }
}

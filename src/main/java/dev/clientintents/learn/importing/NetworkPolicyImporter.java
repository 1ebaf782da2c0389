package dev.clientintents.learn.importing;

import dev.clientintents.backend.networkpolicy.ExistingPolicy;
import dev.clientintents.effective.PolicyKind;
import dev.clientintents.effective.Sourced;
import dev.clientintents.finding.Position;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.observe.ObservedPod;
import dev.clientintents.reach.policy.InvalidPolicyException;
import dev.clientintents.reach.policy.Policy;
import dev.clientintents.reach.policy.PolicyReader;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the NetworkPolicies of the input, but for those that this operator or another controller writes. */
final class NetworkPolicyImporter implements Importer {

    /** By what begins a label of a policy that a controller writes, and who that is. */
    private static final Map<String, String> WRITERS = Map.of(
            "intents.otterize.com/", "Otterize",
            "networking.resources.gardener.cloud/", "Gardener",
            "wormhole.glothriel.github.com/", "wormhole");

    @Override
    public Set<PolicyKind> kinds() {
        return Set.of();
    }

    @Override
    public Imported read(Source source) {
        var remarks = new Remarks();
        var inversion = new PolicyInversion(new WorkloadSelection(source.snapshot(), source.scope()), false, remarks);
        var replaced = new HashSet<ObjectKey>();
        for (Sourced<NetworkPolicy> sourced : source.snapshot().policies()) {
            NetworkPolicy policy = sourced.object();
            ObjectKey key = PolicyReader.key(policy);
            String name = new Position.Named("NetworkPolicy", key.namespace(), key.name()).toString();
            Optional<String> writer = writer(policy);
            if (writer.isPresent()) {
                remarks.kept(
                        sourced.position(),
                        name + " is written by " + writer.get() + ", which would write it again",
                        "import what it is made of, or keep it");
            } else if (!ExistingPolicy.isOurs(policy)) {
                read(policy)
                        .filter(it -> inversion.take(SourcePolicy.of(sourced, it, source)))
                        .ifPresent(it -> replaced.add(key));
            }
        }
        return new Imported(
                inversion.consumptions(),
                inversion.closures(),
                inversion.entrances(),
                replaced,
                List.of(),
                Optional.empty(),
                remarks.findings());
    }

    /** Reads a policy; one that no API server takes is a finding of the reading already. */
    static Optional<Policy> read(NetworkPolicy policy) {
        try {
            return Optional.of(PolicyReader.read(policy));
        } catch (InvalidPolicyException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> writer(NetworkPolicy policy) {
        Map<String, String> labels =
                Optional.ofNullable(policy.getMetadata().getLabels()).orElse(Map.of());
        return WRITERS.entrySet().stream()
                .filter(it -> labels.keySet().stream().anyMatch(label -> label.startsWith(it.getKey())))
                .map(Map.Entry::getValue)
                .findFirst()
                .or(() -> Optional.ofNullable(ObservedPod.controller(policy.getMetadata()))
                        .map(it -> it.kind() + " " + it.name()));
    }
}

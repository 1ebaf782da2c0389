package dev.clientintents.learn.importing;

import dev.clientintents.effective.PolicyKind;
import dev.clientintents.effective.SnapshotPod;
import dev.clientintents.effective.Sourced;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.Requirement;
import dev.clientintents.reach.Direction;
import dev.clientintents.reach.policy.Peer;
import dev.clientintents.reach.policy.Policy;
import dev.clientintents.reach.policy.PolicyReader;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads the labels by which pods consume the apps of wormhole, in both of their forms. Which proxy an app has, and on which
 * port, only the policies of wormhole tell, so that these have to be in the input.
 *
 * @see <a href="https://github.com/glothriel/wormhole">wormhole</a>
 */
final class WormholeImporter implements Importer {

    private static final String LABELS = "wormhole.glothriel.github.com/";
    private static final String EARLIER = "wormhole.glothriel.github.com/network-policy-consumes-app";
    private static final String CONSUMES = "consumes.wormhole.glothriel.github.com/";

    @Override
    public Set<PolicyKind> kinds() {
        return Set.of();
    }

    @Override
    public Imported read(Source source) {
        var remarks = new Remarks();
        var inversion = new PolicyInversion(new WorkloadSelection(source.snapshot(), source.scope()), true, remarks);
        var replaced = new HashSet<ObjectKey>();
        var admitted = new HashSet<Requirement>();
        for (Sourced<NetworkPolicy> sourced : source.snapshot().policies()) {
            if (isWritten(sourced.object())) {
                Optional<Policy> policy = NetworkPolicyImporter.read(sourced.object());
                policy.ifPresent(it -> admitted.addAll(requirements(it)));
                policy.filter(it -> inversion.take(SourcePolicy.of(sourced, it, source)))
                        .ifPresent(it -> replaced.add(PolicyReader.key(sourced.object())));
            }
        }
        source.snapshot()
                .pods()
                .forEach(pod -> consumed(pod)
                        .filter(it -> !admitted.contains(it))
                        .forEach(it -> remarks.notImported(
                                pod.position(),
                                pod.workload() + " wears the label " + it
                                        + ", which no policy of wormhole in the input admits, so that its proxy is not known",
                                "import from a cluster or a dump that has wormhole's policies")));
        return new Imported(
                inversion.consumptions(),
                inversion.closures(),
                inversion.entrances(),
                replaced,
                List.of(),
                Optional.empty(),
                remarks.findings());
    }

    private static boolean isWritten(NetworkPolicy policy) {
        Map<String, String> labels =
                Optional.ofNullable(policy.getMetadata().getLabels()).orElse(Map.of());
        return labels.keySet().stream().anyMatch(it -> it.startsWith(LABELS));
    }

    private static Stream<Requirement> consumed(SnapshotPod pod) {
        return pod.labels().entrySet().stream()
                .filter(it -> it.getKey().equals(EARLIER)
                        || (it.getKey().startsWith(CONSUMES) && it.getValue().equals("true")))
                .map(it -> Requirement.of(it.getKey(), it.getValue()));
    }

    private static List<Requirement> requirements(Policy policy) {
        return Optional.ofNullable(policy.rules(Direction.INGRESS)).orElse(List.of()).stream()
                .flatMap(it -> it.peers().stream())
                .filter(Peer.Pods.class::isInstance)
                .flatMap(it -> ((Peer.Pods) it).pods().requirements().stream())
                .toList();
    }
}

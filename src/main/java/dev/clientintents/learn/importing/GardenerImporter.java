package dev.clientintents.learn.importing;

import dev.clientintents.effective.PolicyKind;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.effective.SnapshotPod;
import dev.clientintents.effective.Sourced;
import dev.clientintents.finding.Position;
import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.model.ForeignAnnotations;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Selector;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.observe.ObservedService;
import dev.clientintents.reach.Direction;
import dev.clientintents.reach.policy.Peer;
import dev.clientintents.reach.policy.Policy;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the labels by which pods tell Gardener's controller whom they call, and the annotations of Services by which these
 * tell whom they admit. The policies that the controller has made of them for ingress are left out of account: the import
 * takes their place.
 *
 * @see <a href="https://github.com/gardener/gardener/blob/master/docs/concepts/resource-manager.md">Gardener's resource
 *     manager</a>
 */
final class GardenerImporter implements Importer {

    private static final String SERVICE_NAME = ForeignAnnotations.GARDENER_PREFIX + "service-name";
    private static final String SERVICE_NAMESPACE = ForeignAnnotations.GARDENER_PREFIX + "service-namespace";
    private static final String GENERAL = "networking.gardener.cloud/to-";
    private static final String TO = ForeignAnnotations.GARDENER_PREFIX + "to-";

    @Override
    public Set<PolicyKind> kinds() {
        return Set.of();
    }

    @Override
    public Imported read(Source source) {
        return new Reading(source).read();
    }

    private static final class Reading {

        final Source source;
        final Remarks remarks = new Remarks();
        final PolicyInversion inversion;
        final List<DeclaredRule> rules = new ArrayList<>();

        /** The Services for which the controller has made policies. */
        final Set<ObjectKey> closed = new HashSet<>();

        /** The labels that lead to a Service. */
        final Set<String> known = new HashSet<>();

        Reading(Source source) {
            this.source = source;
            inversion = new PolicyInversion(new WorkloadSelection(source.snapshot(), source.scope()), true, remarks);
        }

        Imported read() {
            Snapshot snapshot = source.snapshot();
            snapshot.policies().forEach(it -> note(it.object()));
            snapshot.services().forEach(this::take);
            snapshot.pods().forEach(this::remark);
            Set<ObjectKey> replaced = Superseded.of(snapshot, Reading::isWritten, rules, remarks);
            return new Imported(
                    inversion.consumptions(),
                    inversion.closures(),
                    inversion.entrances(),
                    replaced,
                    List.of(),
                    Optional.of(rules),
                    remarks.findings());
        }

        /** Notes the Service of a policy that the controller has written. */
        private void note(NetworkPolicy policy) {
            if (isWritten(policy)) {
                Map<String, String> labels = policy.getMetadata().getLabels();
                closed.add(new ObjectKey(
                        labels.getOrDefault(
                                SERVICE_NAMESPACE, policy.getMetadata().getNamespace()),
                        Objects.requireNonNull(labels.get(SERVICE_NAME))));
            }
        }

        /** Returns whether the controller has written a policy, and it is for ingress alone. */
        private static boolean isWritten(NetworkPolicy policy) {
            Map<String, String> labels = policy.getMetadata().getLabels();
            return labels != null
                    && labels.containsKey(SERVICE_NAME)
                    && NetworkPolicyImporter.read(policy)
                            .filter(it -> it.rules(Direction.EGRESS) == null)
                            .isPresent();
        }

        private void take(Sourced<Service> sourced) {
            ServiceEntry entry = ObservedService.entry(sourced.object());
            if (entry.selector().isEmpty()) {
                return;
            }
            String name = "Service " + entry.key();
            var service = new GardenerService(
                    entry,
                    Optional.ofNullable(sourced.object().getMetadata().getAnnotations())
                            .orElse(Map.of()));
            service.unreadable()
                    .forEach(it -> remarks.notImported(
                            sourced.position(),
                            name + " has an annotation " + it + " that makes no sense",
                            "correct it"));
            Policy policy = service.policy();
            peers(policy).forEach(it -> it.pods().requirements().forEach(label -> known.add(label.key())));
            boolean called = peers(policy).anyMatch(it -> !wearing(it, entry).isEmpty());
            if (!called && !closed.contains(entry.key())) {
                return;
            }
            declare(policy, entry);
            if (service.isOpenToTheWorld()) {
                remarks.notImported(
                        sourced.position(),
                        name + " is open to the world on ports that it lists; it is not closed",
                        "close it by a ServerAccess with the blocks of addresses that it admits");
            } else {
                inversion.take(new SourcePolicy(name, policy, sourced.position(), List.of(), false));
            }
        }

        private static Stream<Peer.Pods> peers(Policy policy) {
            return Objects.requireNonNull(policy.rules(Direction.INGRESS)).stream()
                    .flatMap(it -> it.peers().stream())
                    .map(Peer.Pods.class::cast);
        }

        /** Adds what the controller does for a Service, by its own rules. */
        private void declare(Policy policy, ServiceEntry service) {
            var server = new DeclaredRule.Labelled(service.selector());
            String namespace = service.key().namespace();
            rules.add(new DeclaredRule(namespace, server, Set.of(), List.of()));
            for (Policy.Rule rule : Objects.requireNonNull(policy.rules(Direction.INGRESS))) {
                Set<WorkloadId> clients = rule.peers().stream()
                        .flatMap(it -> wearing((Peer.Pods) it, service).stream())
                        .collect(Collectors.toSet());
                var ports = new ArrayList<PortRange>(rule.ports().numbers().ranges());
                ports.addAll(rule.ports().names());
                rules.add(new DeclaredRule(namespace, server, clients, ports));
            }
        }

        /** Returns the workloads that wear the label of a peer of a Service. */
        private Set<WorkloadId> wearing(Peer.Pods peer, ServiceEntry service) {
            Selector namespaces = peer.namespaces();
            Set<String> names = namespaces == null
                    ? Set.of(service.key().namespace())
                    : source.snapshot().namespaces().values().stream()
                            .filter(it -> namespaces.matches(it.labels()))
                            .map(it -> it.name())
                            .collect(Collectors.toSet());
            return source.snapshot().pods().stream()
                    .filter(it -> !it.hostNetwork()
                            && names.contains(it.workload().namespace())
                            && peer.pods().matches(it.labels()))
                    .map(SnapshotPod::workload)
                    .collect(Collectors.toSet());
        }

        private void remark(SnapshotPod pod) {
            pod.labels().forEach((label, value) -> {
                if (!value.equals(GardenerKeys.ALLOWED)) {
                    return;
                }
                Position position = pod.position();
                if (label.startsWith(GENERAL)) {
                    remarks.inPart(
                            position,
                            pod.workload() + " wears " + label + ", which is about egress; intents do not close egress",
                            "keep the policy of egress that asks for it");
                } else if (label.startsWith(TO) && !known.contains(label)) {
                    remarks.notImported(
                            position,
                            pod.workload() + " wears " + label + ", which leads to no Service of the input",
                            "import together with the Service");
                }
            });
        }
    }
}

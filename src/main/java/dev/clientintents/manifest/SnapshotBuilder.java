package dev.clientintents.manifest;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.effective.DeclaredAccess;
import dev.clientintents.effective.DeclaredIntents;
import dev.clientintents.effective.EntranceKinds;
import dev.clientintents.effective.ObjectId;
import dev.clientintents.effective.PodTemplate;
import dev.clientintents.effective.PolicyKind;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.effective.SnapshotPod;
import dev.clientintents.effective.Sourced;
import dev.clientintents.egress.ClusterDns;
import dev.clientintents.egress.EgressSettings;
import dev.clientintents.egress.Endpoints;
import dev.clientintents.egress.NodeCache;
import dev.clientintents.exposure.ApiServerAddresses;
import dev.clientintents.exposure.ControllerFact;
import dev.clientintents.exposure.ExposureSettings;
import dev.clientintents.exposure.Lead;
import dev.clientintents.exposure.Leads;
import dev.clientintents.exposure.NodeFacts;
import dev.clientintents.exposure.ReferenceGrant;
import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Position;
import dev.clientintents.identity.IdentityResolver;
import dev.clientintents.manifest.schema.Schema;
import dev.clientintents.manifest.schema.SchemaCheck;
import dev.clientintents.manifest.schema.Schemas;
import dev.clientintents.manifest.schema.Violation;
import dev.clientintents.manifest.yaml.Value;
import dev.clientintents.manifest.yaml.Value.Mapping;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.VirtualClusters;
import dev.clientintents.reach.World;
import dev.clientintents.reach.policy.InvalidPolicyException;
import dev.clientintents.reach.policy.PolicyReader;
import dev.clientintents.reach.policy.admin.AdminKind;
import dev.clientintents.reach.policy.admin.AdminPolicy;
import dev.clientintents.reach.policy.admin.AdminPolicyReader;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Takes the objects of the input one by one, refuses what the API server would refuse, and sorts the rest. */
final class SnapshotBuilder {

    private static final Set<String> GONE =
            Set.of("extensions/NetworkPolicy", "extensions/Ingress", "extensions/Deployment", "extensions/DaemonSet");

    private final Schemas schemas = new Schemas();
    private final UnevaluatedPolicies unevaluated;
    private final ExposureSettings exposure;
    private final EgressSettings egress;
    private final VirtualClusters virtualClusters;
    private final Set<PolicyKind> unlisted = new TreeSet<>();
    private final PodMakers makers = new PodMakers();
    private final Deployers deployers = new Deployers();
    private final InputOwners owners = new InputOwners();
    private final List<Finding> findings = new ArrayList<>();
    private final Map<ObjectId, Position> positions = new LinkedHashMap<>();
    private final Map<ObjectId, Sourced<Namespace>> namespaces = new LinkedHashMap<>();
    private final Map<ObjectId, Sourced<Pod>> pods = new LinkedHashMap<>();
    private final Map<ObjectId, List<PodTemplate>> templates = new LinkedHashMap<>();
    private final Map<ObjectId, Sourced<Service>> services = new LinkedHashMap<>();
    private final Map<ObjectId, Sourced<NetworkPolicy>> policies = new LinkedHashMap<>();
    private final Map<ObjectId, Sourced<AdminPolicy>> adminPolicies = new LinkedHashMap<>();
    private final Map<ObjectId, World.Node> nodes = new LinkedHashMap<>();
    private final Map<String, NodeFacts> nodeFacts = new LinkedHashMap<>();
    private final Map<ObjectId, List<String>> apiServers = new LinkedHashMap<>();
    private final Map<ObjectKey, Endpoints> slices = new LinkedHashMap<>();
    private final Map<ObjectKey, NodeCache> nodeCaches = new LinkedHashMap<>();
    private final Map<ObjectId, Sourced<List<Lead>>> leads = new LinkedHashMap<>();
    private final Map<ObjectId, List<ReferenceGrant>> grants = new LinkedHashMap<>();
    private final Map<ObjectId, ControllerFact> controllers = new LinkedHashMap<>();
    private final Map<ObjectId, DeclaredIntents> intents = new LinkedHashMap<>();
    private final Map<ObjectId, DeclaredAccess> accesses = new LinkedHashMap<>();

    /**
     * @param accepted the kinds of policies that are not evaluated and not told
     * @param exposure where entrances come from, as the operator is told
     * @param egress where ways out are closed, as the operator is told
     * @param virtualClusters where the syncer of a virtual cluster tells to what pods belong
     */
    SnapshotBuilder(
            Set<PolicyKind> accepted,
            ExposureSettings exposure,
            EgressSettings egress,
            VirtualClusters virtualClusters) {
        this.egress = egress;
        this.exposure = exposure;
        this.virtualClusters = virtualClusters;
        unevaluated = new UnevaluatedPolicies(accepted);
    }

    void report(Finding finding) {
        findings.add(finding);
    }

    /** Has policies of these kinds not told as not evaluated, since something else judges them. */
    void judge(Set<PolicyKind> kinds) {
        unevaluated.judge(kinds);
    }

    void noteUnlisted(PolicyKind kind) {
        if (!EntranceKinds.has(kind) || EntranceKinds.routes().contains(kind)) {
            unevaluated.noteUnlisted(kind);
        } else {
            unlisted.add(kind);
        }
    }

    private Optional<Finding> unlisted() {
        return unlisted.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Finding(
                                Code.UNLISTED_OBJECTS,
                                Position.ofCluster("the cluster"),
                                "objects that may lead traffic to servers cannot be listed: "
                                        + unlisted.stream()
                                                .map(PolicyKind::toString)
                                                .collect(Collectors.joining(", ")),
                                "have the right to list them granted, or take it that findings about entrances may be missing"));
    }

    void add(Manifest manifest) {
        if (Patches.isPatch(manifest.content())) {
            return;
        }
        unevaluated.note(manifest);
        deployers.note(manifest);
        boolean makesPods = makers.note(manifest);
        String groupAndKind = ObjectId.group(manifest.apiVersion()) + "/" + manifest.kind();
        Optional<Schema> schema = schemas.of(manifest.apiVersion(), manifest.kind());
        if (GONE.contains(groupAndKind) || (schema.isEmpty() && schemas.inOtherVersion(groupAndKind))) {
            report(new Finding(
                    Code.UNSUPPORTED_VERSION,
                    manifest.position(),
                    manifest + " has the version " + manifest.apiVersion() + ", which is not read",
                    "write the version that clusters serve: "
                            + (manifest.id().group().equals(ClientIntents.GROUP)
                                    ? ClientIntents.GROUP + "/v1alpha1"
                                    : "v1 of networking.k8s.io, apps or batch, or v1 alone")));
            return;
        }
        List<PodTemplates.Found> found = makesPods
                ? List.of()
                : schema.isPresent()
                        ? PodTemplates.ofKnownKind(manifest.content())
                        : PodTemplates.ofAnyKind(manifest.content());
        var check = new ArrayList<Violation>();
        schema.ifPresent(it -> check.addAll(
                manifest.isStored()
                        ? SchemaCheck.ofStored(it, manifest.content())
                        : SchemaCheck.violations(it, manifest.content())));
        if (schema.isEmpty()) {
            manifest.content()
                    .mapping("metadata")
                    .ifPresent(it -> check.addAll(SchemaCheck.violations(schemas.metadata(), it)));
        }
        if (schema.isEmpty()) {
            found.stream()
                    .filter(PodTemplates.Found::listsContainers)
                    .forEach(it -> check.addAll(SchemaCheck.violations(schemas.template(), it.content())));
        }
        boolean matters = schema.isPresent() || !found.isEmpty();
        if (matters && !manifest.isStored()) {
            check.addAll(Names.violations(manifest));
        }
        if (check.isEmpty()) {
            ObjectMeta metadata = metadata(manifest);
            sort(manifest, metadata, found);
            lead(manifest);
            owners.add(manifest, metadata);
            if (matters) {
                reportDuplicate(manifest);
            }
        } else {
            refuse(manifest, check);
        }
    }

    private void refuse(Manifest manifest, List<Violation> violations) {
        for (Violation violation : violations) {
            report(new Finding(
                    violation.unknown() ? Code.UNKNOWN_FIELD : Code.INVALID_OBJECT,
                    manifest.position().at(violation.line()),
                    manifest + ": " + violation.message(),
                    violation.advice()));
        }
    }

    private void sort(Manifest manifest, ObjectMeta metadata, List<PodTemplates.Found> found) {
        ObjectId id = manifest.id();
        Mapping content = manifest.content();
        Position position = manifest.position();
        switch (manifest.apiVersion() + "/" + manifest.kind()) {
            case "v1/Namespace" -> namespaces.put(id, new Sourced<>(Binding.namespace(metadata), position));
            case "v1/Node" -> {
                nodes.put(id, Binding.node(metadata, content));
                nodeFacts.put(id.name(), NodeFacts.read(content.plain()));
            }
            case "discovery.k8s.io/v1/EndpointSlice" -> {
                Map<String, Object> slice = content.plain();
                apiServers.put(id, ApiServerAddresses.read(id.namespace(), slice));
                Endpoints.read(id.namespace(), slice).ifPresent(it -> slices.put(key(id), it));
            }
            case "v1/Pod" -> pods.put(id, new Sourced<>(Binding.pod(metadata, content), position));
            case "v1/Service" -> services.put(id, new Sourced<>(Binding.service(metadata, content), position));
            case "networking.k8s.io/v1/NetworkPolicy" -> addPolicy(manifest, Binding.networkPolicy(metadata, content));
            case "clientintents.dev/v1alpha1/ClientIntents" -> intents.put(id, IntentsReader.read(manifest));
            case "clientintents.dev/v1alpha1/ServerAccess" -> accesses.put(id, AccessReader.read(manifest));
            case "policy.networking.k8s.io/v1alpha1/AdminNetworkPolicy",
                    "policy.networking.k8s.io/v1alpha1/BaselineAdminNetworkPolicy",
                    "policy.networking.k8s.io/v1alpha2/ClusterNetworkPolicy" -> addAdminPolicy(manifest);
            default -> {
                if (id.kind().equals("DaemonSet") && ClusterDns.NAMESPACES.contains(id.namespace())) {
                    NodeCache.read(key(id), content.plain()).ifPresent(it -> nodeCaches.put(key(id), it));
                }
                if (!found.isEmpty()) {
                    templates.put(id, PodTemplates.bind(manifest, metadata, found));
                }
            }
        }
    }

    private static ObjectKey key(ObjectId id) {
        return new ObjectKey(id.namespace(), id.name());
    }

    private void addAdminPolicy(Manifest manifest) {
        AdminKind kind = AdminKind.of(manifest.apiVersion(), manifest.kind()).orElseThrow();
        Value spec = manifest.content().entries().get("spec");
        try {
            AdminPolicy policy = AdminPolicyReader.read(kind, manifest.name(), spec == null ? null : spec.plain());
            adminPolicies.put(manifest.id(), new Sourced<>(policy, manifest.position()));
        } catch (InvalidPolicyException e) {
            reportMeaningless(manifest, e);
        }
    }

    /** Takes a policy, unless it is one that a cluster has taken all the same and that has no meaning. */
    private void addPolicy(Manifest manifest, NetworkPolicy policy) {
        try {
            PolicyReader.read(policy);
            policies.put(manifest.id(), new Sourced<>(policy, manifest.position()));
        } catch (InvalidPolicyException e) {
            reportMeaningless(manifest, e);
        }
    }

    private void reportMeaningless(Manifest manifest, InvalidPolicyException e) {
        report(new Finding(
                Code.MEANINGLESS_POLICY,
                manifest.position(),
                manifest + ": " + e.getMessage(),
                "correct it: it has no meaning that every cluster agrees on"));
    }

    /** Takes from an object what it says about traffic to servers. */
    private void lead(Manifest manifest) {
        ObjectId id = manifest.id();
        if (Leads.groups().contains(id.group())) {
            Map<String, Object> content = manifest.content().plain();
            ObjectKey key = key(id);
            leads.put(id, new Sourced<>(Leads.of(id.group(), id.kind(), key, content), manifest.position()));
            ControllerFact.read(id.group(), id.kind(), key, content).ifPresent(fact -> controllers.put(id, fact));
            grants.put(id, ReferenceGrant.read(id.group(), id.kind(), id.namespace(), content));
        }
    }

    /** Reports an object that came before; twice the same of a kind that says nothing about access is no harm. */
    private void reportDuplicate(Manifest manifest) {
        if (manifest.content()
                .mapping("metadata")
                .flatMap(it -> it.text("name"))
                .isEmpty()) {
            return;
        }
        Position first = positions.put(manifest.id(), manifest.position());
        if (first != null) {
            report(new Finding(
                    Code.DUPLICATE_OBJECT,
                    manifest.position(),
                    manifest + " stands also at " + first + "; this one counts",
                    "remove one of the two"));
        }
    }

    private static ObjectMeta metadata(Manifest manifest) {
        ObjectMeta metadata = Binding.metadata(manifest.content());
        metadata.setName(manifest.name());
        metadata.setNamespace(manifest.namespace().isEmpty() ? null : manifest.namespace());
        return metadata;
    }

    Snapshot build() {
        var namespaceList = List.copyOf(namespaces.values());
        var resolver = new IdentityResolver(owners);
        var workloads = new Workloads(owners, resolver, virtualClusters);
        List<SnapshotPod> made = workloads.synthesised(
                templates.values().stream().flatMap(List::stream).toList());
        List<SnapshotPod> all = workloads.pods(pods.values(), made);
        var sorted = new ArrayList<>(findings);
        sorted.addAll(workloads.findings());
        makers.finding(all).ifPresent(sorted::add);
        unlisted().ifPresent(sorted::add);
        List<Sourced<Lead>> allLeads = leads(all);
        return new Snapshot(
                AssumedNamespaces.of(
                        namespaceList,
                        all,
                        services.values(),
                        policies.values(),
                        allLeads,
                        intents.values(),
                        accesses.values()),
                all,
                made,
                new WorkloadObjects(owners, resolver, virtualClusters).of(made, pods.values()),
                List.copyOf(services.values()),
                List.copyOf(policies.values()),
                List.copyOf(adminPolicies.values()),
                List.copyOf(nodes.values()),
                nodeFacts,
                apiServers.values().stream().flatMap(List::stream).toList(),
                slices,
                nodeCaches,
                allLeads,
                grants.values().stream().flatMap(List::stream).toList(),
                List.copyOf(controllers.values()),
                exposure,
                egress,
                List.copyOf(intents.values()),
                List.copyOf(accesses.values()),
                unevaluated.finding(),
                partlySeen(all),
                sorted);
    }

    private List<Sourced<Lead>> leads(List<SnapshotPod> pods) {
        var all = new ArrayList<Sourced<Lead>>();
        leads.values().forEach(it -> it.object().forEach(lead -> all.add(new Sourced<>(lead, it.position()))));
        services.values()
                .forEach(it -> Leads.of(it.object()).forEach(lead -> all.add(new Sourced<>(lead, it.position()))));
        pods.stream()
                .filter(pod -> pod.pod().getMetadata().getAnnotations() != null)
                .forEach(pod -> Leads.of(pod.workload(), pod.pod().getMetadata().getAnnotations())
                        .forEach(lead -> all.add(new Sourced<>(lead, pod.position()))));
        return all;
    }

    private Set<String> partlySeen(List<SnapshotPod> pods) {
        Set<String> namespaces = new HashSet<>(deployers.namespaces());
        makers.unseen(pods).forEach(it -> namespaces.add(it.namespace()));
        return namespaces;
    }
}

package dev.clientintents.cli.live;

import com.fasterxml.jackson.databind.JsonNode;
import dev.clientintents.backend.hostname.HostSetting;
import dev.clientintents.cli.CannotRun;
import dev.clientintents.doctor.Answer;
import dev.clientintents.doctor.CrdCheck;
import dev.clientintents.doctor.Definition;
import dev.clientintents.doctor.ObserveCheck;
import dev.clientintents.doctor.OperatorCheck;
import dev.clientintents.doctor.OperatorInstallation;
import dev.clientintents.doctor.Remark;
import dev.clientintents.doctor.Remark.Ailment;
import dev.clientintents.doctor.ServerVersion;
import dev.clientintents.doctor.Symptom;
import dev.clientintents.doctor.VersionCheck;
import dev.clientintents.doctor.cni.CniCheck;
import dev.clientintents.doctor.cni.CniEvidence;
import dev.clientintents.doctor.drift.AccessCheck;
import dev.clientintents.doctor.guard.BoundsCheck;
import dev.clientintents.doctor.guard.Guard;
import dev.clientintents.doctor.guard.GuardCheck;
import dev.clientintents.doctor.guard.LabelWriteCheck;
import dev.clientintents.doctor.guard.WebhookCheck;
import dev.clientintents.doctor.rights.RightsCheck;
import dev.clientintents.effective.EntranceKinds;
import dev.clientintents.effective.Outcome;
import dev.clientintents.effective.PolicyKind;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.egress.EgressSettings;
import dev.clientintents.exposure.ExposureSettings;
import dev.clientintents.graph.HostNaming;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.Scope;
import dev.clientintents.manifest.ManifestReader;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.Labels;
import dev.clientintents.model.VirtualClusters;
import dev.clientintents.operator.Settings;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what each check of the doctor needs, and lets them decide. What may not be read stops none of the others. */
public final class Examination {

    /** The time that a running operator has to mend what was just changed, before it counts. */
    private static final Duration SECOND_LOOK = Duration.ofSeconds(3);

    private static final String ADMISSION = "/apis/admissionregistration.k8s.io/v1/";
    private static final String OURS = labelled(OperatorInstallation.SELECTOR);

    /**
     * The objects of the cluster, and what the operator makes of them.
     *
     * @param unlisted the kinds of what leads traffic to servers that may not be listed
     */
    private record World(Snapshot snapshot, Outcome outcome, List<PolicyKind> unlisted) {}

    private final ClusterApi api;
    private final @Nullable String operatorNamespace;
    private final UnaryOperator<ExposureSettings> exposure;
    private final UnaryOperator<EgressSettings> egress;
    private final UnaryOperator<VirtualClusters> virtualClusters;

    /**
     * @param operatorNamespace where the operator is; null to look for it
     * @param exposure makes of the operator's settings of where entrances come from those that count
     * @param egress makes of the operator's settings of ways out those that count
     * @param virtualClusters makes of the virtual clusters of the operator's settings those that count
     */
    public Examination(
            ClusterApi api,
            @Nullable String operatorNamespace,
            UnaryOperator<ExposureSettings> exposure,
            UnaryOperator<EgressSettings> egress,
            UnaryOperator<VirtualClusters> virtualClusters) {
        this.api = api;
        this.operatorNamespace = operatorNamespace;
        this.exposure = exposure;
        this.egress = egress;
        this.virtualClusters = virtualClusters;
    }

    /**
     * Examines the cluster and returns what is wrong.
     *
     * @throws CannotRun where the cluster does not answer, or too little of it may be read to check anything
     */
    public List<Remark> remarks() {
        ServerVersion version = api.version();
        Set<String> groups = groups();
        int always = api.found();
        Answer<List<OperatorInstallation>> operators = operators();
        OperatorInstallation operator = operators
                .toOptional()
                .flatMap(found -> found.stream().findFirst())
                .orElseGet(this::assumed);
        Answer<World> world = world(operator);
        var remarks = new ArrayList<>(VersionCheck.remarks(version));
        remarks.addAll(CniCheck.remarks(evidence(groups), selectors(world)));
        for (Definition definition : Definition.values()) {
            remarks.addAll(CrdCheck.remarks(
                    definition,
                    api.get(
                            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/" + definition.crd(),
                            JsonNode.class),
                    shipped(definition)));
        }
        List<Remark> ofOperator = operator(operators, operator);
        remarks.addAll(ofOperator);
        if (operators.toOptional().filter(it -> !it.isEmpty()).isPresent()) {
            remarks.addAll(RightsCheck.remarks(operator.user(), OperatorAccess.answers(api, operator, groups)));
        }
        if (operator.observes()) {
            remarks.addAll(ObserveCheck.remarks(
                    operator,
                    api.list(
                            "/apis/apps/v1/namespaces/" + operator.namespace() + "/daemonsets",
                            labelled(ObserveCheck.SELECTOR),
                            DaemonSet.class)));
        }
        Guard guard = guard();
        remarks.addAll(GuardCheck.remarks(guard, version));
        remarks.addAll(WebhookCheck.remarks(guard));
        remarks.addAll(dryRuns(guard, operator.scope(), world));
        if (operators.toOptional().filter(it -> !it.isEmpty()).isPresent()) {
            remarks.addAll(bounds(guard, version, operator, world));
        }
        remarks.addAll(access(world, operator, ofOperator));
        if (api.found() == always) {
            throw new CannotRun("user " + user() + " may read nothing by which to check the cluster: not "
                    + api.refusals() + "; name another by --context or --kubeconfig");
        }
        return remarks;
    }

    /** Returns what selects the objects of a list by their labels. */
    private static String labelled(String selector) {
        return "&labelSelector=" + URLEncoder.encode(selector, StandardCharsets.UTF_8);
    }

    private Set<String> groups() {
        var names = new HashSet<String>();
        api.get("/apis", JsonNode.class)
                .toOptional()
                .ifPresent(list -> list.path("groups")
                        .forEach(group -> names.add(group.path("name").asText())));
        return names;
    }

    private Answer<List<OperatorInstallation>> operators() {
        String path = operatorNamespace == null
                ? "/apis/apps/v1/deployments"
                : "/apis/apps/v1/namespaces/" + operatorNamespace + "/deployments";
        Answer<List<Deployment>> deployments = api.list(path, OURS, Deployment.class);
        if (deployments instanceof Answer.Refused<List<Deployment>> refused) {
            return new Answer.Refused<>(refused.reason());
        }
        return new Answer.Found<>(deployments.toOptional().orElse(List.of()).stream()
                .map(deployment -> OperatorInstallation.of(deployment, Settings.SYSTEM_NAMESPACES))
                .toList());
    }

    /** Returns the installation of an operator with the default settings. */
    private OperatorInstallation assumed() {
        String namespace = operatorNamespace == null ? Labels.MANAGER : operatorNamespace;
        var excluded = new HashSet<>(Settings.SYSTEM_NAMESPACES);
        excluded.add(namespace);
        return new OperatorInstallation(
                namespace,
                Labels.MANAGER,
                Labels.MANAGER,
                0,
                0,
                true,
                null,
                new Scope(Enforcement.DEFAULT, excluded),
                ExposureSettings.DEFAULT,
                EgressSettings.DEFAULT,
                HostSetting.NONE,
                false);
    }

    private List<Remark> operator(Answer<List<OperatorInstallation>> operators, OperatorInstallation operator) {
        String name = operator.namespace() + "/" + Labels.MANAGER;
        Answer<Lease> lease = api.get(
                "/apis/coordination.k8s.io/v1/namespaces/" + operator.namespace() + "/leases/" + Labels.MANAGER,
                Lease.class);
        return OperatorCheck.remarks(operators, lease, name, Instant.now());
    }

    private static HostNaming naming(HostSetting hosts) {
        return hosts == HostSetting.DISCOVER
                ? new HostNaming.Unknown(
                        "only the operator knows which kind of policy it has discovered to name hosts; say "
                                + HostSetting.OPTION)
                : hosts.backend().<HostNaming>map(it -> it).orElse(HostNaming.None.NETWORK_POLICIES_ALONE);
    }

    private Answer<World> world(OperatorInstallation operator) {
        var reader = new ManifestReader(
                "default",
                Set.of(),
                exposure.apply(operator.exposure()),
                egress.apply(operator.egress().naming(naming(operator.hosts()))),
                virtualClusters.apply(operator.scope().virtualClusters()));
        var unlisted = new ArrayList<PolicyKind>();
        try {
            Refusals refusals = LiveCluster.read(api, reader);
            if (!refusals.isEmpty()) {
                api.refusals().addAll(refusals);
                return new Answer.Refused<>("you may not read " + refusals);
            }
            new OtherKinds(api, reader, Set.of())
                    .read().stream().filter(EntranceKinds::has).forEach(unlisted::add);
            if (!new ConversionWebhooks(api, reader).read()) {
                unlisted.add(EntranceKinds.DEFINITIONS);
            }
        } catch (CannotRun e) {
            return new Answer.Refused<>(String.valueOf(e.getMessage()));
        }
        Snapshot snapshot = reader.snapshot();
        return new Answer.Found<>(new World(
                snapshot,
                Outcome.of(
                        snapshot,
                        operator.scope().closingEgress(snapshot.egress().closes())),
                unlisted));
    }

    private Answer<CniEvidence> evidence(Set<String> groups) {
        Answer<List<DaemonSet>> sets = api.list("/apis/apps/v1/daemonsets", "", DaemonSet.class);
        if (sets instanceof Answer.Refused<List<DaemonSet>> refused) {
            return new Answer.Refused<>(refused.reason());
        }
        List<CniEvidence.Agent> agents = sets.toOptional().orElse(List.of()).stream()
                .map(CniEvidence.Agent::of)
                .toList();
        var configs = new HashMap<String, Map<String, String>>();
        for (String name : CniEvidence.configsOf(agents)) {
            String[] parts = name.split("/", 2);
            api.get("/api/v1/namespaces/" + parts[0] + "/configmaps/" + parts[1], ConfigMap.class)
                    .toOptional()
                    .ifPresent(map -> configs.put(name, CniEvidence.data(map)));
        }
        List<CniEvidence.NodeFact> nodes =
                api.list("/api/v1/nodes", "", Node.class).toOptional().orElse(List.of()).stream()
                        .map(CniEvidence.NodeFact::of)
                        .toList();
        return new Answer.Found<>(new CniEvidence(agents, configs, groups, nodes));
    }

    /** Returns the keys by which policies select pods and which are the labels of teams. */
    private static Collection<String> selectors(Answer<World> world) {
        var keys = new TreeSet<String>();
        world.toOptional()
                .ifPresent(it -> it.outcome().plannedPolicies().stream()
                        .map(policy -> policy.getSpec().getPodSelector())
                        .forEach(selector -> {
                            Optional.ofNullable(selector.getMatchLabels())
                                    .ifPresent(labels -> keys.addAll(labels.keySet()));
                            selector.getMatchExpressions().forEach(expression -> keys.add(expression.getKey()));
                        }));
        keys.removeIf(key -> key.startsWith(Labels.PREFIX));
        return keys;
    }

    private JsonNode shipped(Definition definition) {
        try (InputStream in = Examination.class.getResourceAsStream(definition.resource())) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks the definition of " + definition.kind());
            }
            return api.client().getKubernetesSerialization().unmarshal(in, JsonNode.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Guard guard() {
        return new Guard(
                api.list(ADMISSION + "validatingadmissionpolicies", OURS, ValidatingAdmissionPolicy.class),
                api.list(ADMISSION + "validatingadmissionpolicybindings", "", ValidatingAdmissionPolicyBinding.class),
                api.list(ADMISSION + "mutatingwebhookconfigurations", OURS, MutatingWebhookConfiguration.class));
    }

    private List<Remark> dryRuns(Guard guard, Scope scope, Answer<World> world) {
        Optional<IntentGraph> graph = world.toOptional().map(it -> it.outcome().graph());
        var dryRuns = new DryRuns(api, scope, graph);
        var remarks = new ArrayList<>(LabelWriteCheck.remarks(dryRuns.labelWrites(), guard, user()));
        if (guard.webhooks().toOptional().filter(it -> !it.isEmpty()).isPresent()) {
            dryRuns.declaredClient()
                    .ifPresent(client -> remarks.addAll(LabelWriteCheck.labelling(
                            dryRuns.labelled(client),
                            client.client().namespace() + "/" + client.client().name(),
                            client.key())));
        }
        return remarks;
    }

    private List<Remark> bounds(
            Guard guard, ServerVersion version, OperatorInstallation operator, Answer<World> world) {
        var remarks = new ArrayList<>(BoundsCheck.remarks(guard, version, operator));
        if (version.hasAdmissionPolicies()) {
            Set<String> webhooks = version.hasPoliciesForWebhooks() ? guard.webhookNames() : Set.of();
            var dryRuns = new DryRuns(
                    api,
                    operator.scope(),
                    world.toOptional().map(it -> it.outcome().graph()));
            remarks.addAll(BoundsCheck.tried(dryRuns.forbiddenWrites(operator, webhooks), guard, operator, user()));
        }
        return remarks;
    }

    private List<Remark> access(Answer<World> world, OperatorInstallation operator, List<Remark> ofOperator) {
        if (world instanceof Answer.Refused<World> refused) {
            return List.of(new Ailment(
                    Symptom.NOT_CHECKED,
                    "labels and policies",
                    "they could not be compared with what is declared: " + refused.reason(),
                    "have these rights given to you in the whole cluster"));
        }
        List<Remark> first = compared(world);
        boolean atWork = ofOperator.stream().allMatch(Remark.Good.class::isInstance);
        if (!atWork || first.stream().noneMatch(Examination::mayPass)) {
            return first;
        }
        pause();
        Set<Remark> before = new HashSet<>(first);
        return compared(world(operator)).stream()
                .filter(remark -> !mayPass(remark) || before.contains(remark))
                .toList();
    }

    private static List<Remark> compared(Answer<World> world) {
        var remarks = new ArrayList<Remark>();
        world.toOptional().ifPresent(it -> {
            remarks.addAll(AccessCheck.remarks(it.snapshot(), it.outcome()));
            if (!it.unlisted().isEmpty()) {
                remarks.add(new Ailment(
                        Symptom.NOT_CHECKED,
                        "entrances",
                        "what leads traffic to servers is known in part, so that a policy may be called changed that is not:"
                                + " you may not list "
                                + it.unlisted().stream()
                                        .map(PolicyKind::toString)
                                        .collect(Collectors.joining(", ")),
                        "have these rights given to you in the whole cluster"));
            }
        });
        return remarks;
    }

    /** Returns whether a running operator may be about to mend it. */
    private static boolean mayPass(Remark remark) {
        return remark instanceof Ailment ailment && ailment.symptom().mayPass();
    }

    private static void pause() {
        try {
            Thread.sleep(SECOND_LOOK.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotRun("interrupted");
        }
    }

    /** Returns the user who asks, as the API server knows it. */
    private String user() {
        return api.review(
                        "/apis/authentication.k8s.io/v1/selfsubjectreviews",
                        Map.of("apiVersion", "authentication.k8s.io/v1", "kind", "SelfSubjectReview"))
                .toOptional()
                .map(it -> it.path("status").path("userInfo").path("username").asText())
                .filter(name -> !name.isEmpty())
                .orElse("of the kubeconfig");
    }
}

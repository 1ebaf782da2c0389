package dev.clientintents.doctor.rights;

import dev.clientintents.backend.hostname.HostSetting;
import dev.clientintents.doctor.OperatorInstallation;
import dev.clientintents.graph.Scope;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rights that the operator needs, as the install manifest of this version gives them. */
public final class OperatorRights {

    private static final Set<String> OWNER_GROUPS = Set.of("apps", "batch");
    private static final String NAMESPACES = "namespaces";
    private static final List<String> VERBS_OF_HOSTS = List.of("get", "list", "watch", "create", "update", "delete");

    /** The groups of what tells of entrances. */
    private static final Set<String> ENTRANCE_GROUPS = Set.of(
            "apiextensions.k8s.io",
            "apiregistration.k8s.io",
            "discovery.k8s.io",
            "gateway.networking.k8s.io",
            "gateway.networking.x-k8s.io",
            "monitoring.coreos.com",
            "networking.istio.io",
            "networking.k8s.io",
            "operator.victoriametrics.com",
            "projectcontour.io",
            "route.openshift.io",
            "traefik.io");

    /** What lies in no namespace, beside namespaces themselves. */
    private static final Set<String> OF_CLUSTER = Set.of(
            "apiservices",
            "clusternetworkpolicies",
            "customresourcedefinitions",
            "gatewayclasses",
            "ingressclasses",
            "mutatingwebhookconfigurations",
            "nodes",
            "tokenreviews",
            "validatingwebhookconfigurations");

    /** What it takes to hear agents and to keep what they see. */
    private static final List<Right> OF_OBSERVATION = List.of(
            new Right("create", "authentication.k8s.io", "tokenreviews", null, null),
            new Right("get", "clientintents.dev", "observedtraffics", null, null),
            new Right("list", "clientintents.dev", "observedtraffics", null, null),
            new Right("create", "clientintents.dev", "observedtraffics", null, null),
            new Right("patch", "clientintents.dev", "observedtraffics", null, null));

    private OperatorRights() {}

    /**
     * Returns the rights that the operator needs where it is installed.
     *
     * @param manifest the objects of the install manifest
     * @param operator the installation, whose namespace and watched namespaces say where the rights are needed
     */
    public static List<Right> needed(Collection<HasMetadata> manifest, OperatorInstallation operator) {
        Set<String> bound = all(manifest, ClusterRoleBinding.class)
                .map(binding -> binding.getRoleRef().getName())
                .collect(Collectors.toSet());
        Stream<PolicyRule> inCluster = all(manifest, ClusterRole.class)
                .filter(role -> bound.contains(role.getMetadata().getName()))
                .flatMap(role -> role.getRules().stream());
        String own = manifestNamespace(manifest);
        String webhook = operator.webhook();
        return Stream.concat(
                        Stream.concat(inCluster.flatMap(rule -> Right.of(rule, null)), ofSettings(operator))
                                .flatMap(right -> where(right, operator.scope())),
                        all(manifest, Role.class)
                                .flatMap(role -> role.getRules().stream()
                                        .flatMap(rule -> Right.of(rule, namespace(role, own, operator)))))
                .filter(right -> webhook != null || !isOfWebhook(right))
                .map(right ->
                        webhook == null || !isOfWebhook(right) || right.name() == null ? right : right.of(webhook))
                .distinct()
                .toList();
    }

    /** Returns the rights that come with settings, which the manifest of no setting has. */
    private static Stream<Right> ofSettings(OperatorInstallation operator) {
        return operator.observes() ? Stream.concat(ofHosts(operator), OF_OBSERVATION.stream()) : ofHosts(operator);
    }

    /** Returns the rights to the policies that name hosts, which the manifest of no setting has. */
    private static Stream<Right> ofHosts(OperatorInstallation operator) {
        return operator.hosts()
                .candidates()
                .flatMap(it -> VERBS_OF_HOSTS.stream()
                        .map(verb -> new Right(verb, it.kind().group(), it.plural(), null, null)));
    }

    /** Returns whether a right is one to the policies that name hosts. */
    private static boolean isOfHosts(Right right) {
        return Stream.of(HostSetting.values())
                .flatMap(HostSetting::candidates)
                .anyMatch(it ->
                        it.kind().group().equals(right.group()) && it.plural().equals(right.resource()));
    }

    /** Returns the namespace for which the manifest is made. */
    private static String manifestNamespace(Collection<HasMetadata> manifest) {
        return all(manifest, ServiceAccount.class)
                .map(it -> it.getMetadata().getNamespace())
                .findFirst()
                .orElse("client-intents");
    }

    /** Returns where a role is: in the operator's own namespace, or in one that is the same in every cluster. */
    private static String namespace(Role role, String own, OperatorInstallation operator) {
        String namespace = role.getMetadata().getNamespace();
        return namespace == null || namespace.equals(own) ? operator.namespace() : namespace;
    }

    /**
     * Returns a right in each place where it is needed: where only some namespaces are watched, every right but those
     * to the namespaces themselves is needed there alone.
     */
    private static Stream<Right> where(Right right, Scope scope) {
        SortedSet<String> watched = new TreeSet<>(scope.watched());
        return watched.isEmpty() || !isNamespaced(right)
                ? Stream.of(right)
                : watched.stream().map(right::in);
    }

    private static boolean isNamespaced(Right right) {
        return !right.resource().equals(NAMESPACES) && !isOfWebhook(right) && !OF_CLUSTER.contains(right.resource());
    }

    /** Returns whether a right serves only to keep the certificates of the webhook, which carry the webhook's name. */
    private static boolean isOfWebhook(Right right) {
        return (right.group().equals("admissionregistration.k8s.io") && right.name() != null)
                || right.resource().equals("secrets");
    }

    /**
     * Returns whether a right serves only to find what leads traffic to servers, so that the operator gets along without it:
     * what the kind leads to a server is cut where nothing else admits it.
     */
    static boolean isOfEntrance(Right right) {
        return (!right.resource().equals("networkpolicies") && ENTRANCE_GROUPS.contains(right.group()))
                || right.resource().equals("nodes")
                || (right.group().equals("admissionregistration.k8s.io") && right.name() == null);
    }

    /** Returns whether a right serves only to find the owner of a pod, so that the operator gets along without it. */
    static boolean isOfOwner(Right right) {
        return OWNER_GROUPS.contains(right.group())
                || right.group().equals("argoproj.io")
                || right.resource().equals("replicationcontrollers");
    }

    /** Returns what stops working without a right. */
    public static String consequence(Right right) {
        if (isOfEntrance(right)) {
            return "what these lead to a server, or tell of that, is cut when the server is closed";
        }
        if (isOfHosts(right)) {
            return "hosts that clients declare by name are not named by policies, or no longer as declared";
        }
        return switch (right.resource()) {
            case NAMESPACES -> "default deny and shadow mode of namespaces are not seen";
            case "clientintents" -> "declarations are not seen";
            case "clientintents/status" -> "statuses of ClientIntents go stale";
            case "serveraccesses" -> "consent and entrances that the servers' side declares are not seen";
            case "serveraccesses/status" -> "statuses of ServerAccesses go stale";
            case "observedtraffics" -> "what agents see of traffic is not kept";
            case "tokenreviews" -> "no agent is heard, since the operator cannot ask who it is";
            case "pods" ->
                right.verb().equals("patch") ? "no pod gets its keys" : "pods are not seen, so none gets keys";
            case "services" -> "intents on Services find no pods";
            case "networkpolicies" ->
                switch (right.verb()) {
                    case "create" -> "no server is isolated";
                    case "update" -> "policies do not follow declarations: neither additions nor revocations";
                    case "delete" -> "policies that stand for nothing stay";
                    default -> "policies are not seen, so none is written or repaired";
                };
            case "events" -> "people are not told of what they must act on";
            case "configmaps" -> "pods that have lost their owners lose their identity when the operator restarts";
            case "leases" -> "no replica can lead, so nobody writes";
            case "secrets", "mutatingwebhookconfigurations" -> "the certificates of the webhook are not kept";
            default -> isOfOwner(right) ? consequenceOfOwner(right.verb()) : "what it is for stops working";
        };
    }

    private static String consequenceOfOwner(String verb) {
        return verb.equals("watch")
                ? "that such an owner is adopted by another is seen up to a minute late"
                : "pods of such owners are taken for those of a nearer owner, and intents by name miss them";
    }

    private static <T extends HasMetadata> Stream<T> all(Collection<HasMetadata> objects, Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast);
    }
}

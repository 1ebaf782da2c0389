package dev.clientintents.operator;

import dev.clientintents.backend.hostname.HostSetting;
import dev.clientintents.egress.EgressSettings;
import dev.clientintents.exposure.ExposureSettings;
import dev.clientintents.graph.Budgets;
import dev.clientintents.graph.Scope;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.EntranceKind;
import dev.clientintents.model.VirtualClusters;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The operator's settings.
 *
 * @param namespace the operator's own namespace, where its lease and its record of orphaned pods are
 * @param identity the name of this replica in the lease
 * @param leaderElection whether to wait for the lease before writing
 * @param enforcement the level of namespaces whose labels name none
 * @param excludedNamespaces the namespaces that are left alone, besides the operator's own
 * @param includedNamespaces namespaces that are not left alone, although they are by default
 * @param watchedNamespaces the namespaces that are looked at; empty where all are. In others nothing is read but the
 *     namespace itself
 * @param httpPort the port of {@code /livez} and {@code /readyz}; 0 takes a free one
 * @param metricsPort the port of {@code /metrics}; 0 takes a free one
 * @param threads how many writes are under way at once
 * @param isolationDeadline how long a server that is not isolated yet waits for its clients' pods to carry their keys
 * @param revocationDeadline how long a pod keeps a key that is revoked while its server's policy cannot be written
 * @param forgetAfter how long the policy of a server stays that nobody declares, and of which neither a pod nor an
 *     object is left; zero means that it goes at once
 * @param objectsPerNamespace how many ClientIntents, and how many ServerAccess objects, of a namespace count
 * @param consentRequired whether declarations of other namespaces count only where a ServerAccess consents to them
 * @param entrancesDeclared the kinds of entrances that are admitted only where a ServerAccess asks for them
 * @param exposure where traffic comes from that cannot declare
 * @param egress where ways out are closed, and what they lead to beside pods
 * @param egressHosts by which kind of policy hosts are named that clients reach outside the cluster
 * @param virtualClusters where the syncer of a virtual cluster tells to what pods belong
 * @param webhook how the webhook for new pods is served; empty where it is not
 * @param observe how what the agents of nodes tell is taken, with the webhook's certificate; empty where it is not
 */
public record Settings(
        String namespace,
        String identity,
        boolean leaderElection,
        Enforcement enforcement,
        Set<String> excludedNamespaces,
        Set<String> includedNamespaces,
        Set<String> watchedNamespaces,
        int httpPort,
        int metricsPort,
        int threads,
        Duration isolationDeadline,
        Duration revocationDeadline,
        Duration forgetAfter,
        int objectsPerNamespace,
        boolean consentRequired,
        Set<EntranceKind> entrancesDeclared,
        ExposureSettings exposure,
        EgressSettings egress,
        HostSetting egressHosts,
        VirtualClusters virtualClusters,
        Optional<WebhookSettings> webhook,
        Optional<ObserveSettings> observe) {

    /** The namespaces that every cluster has for itself. */
    public static final Set<String> SYSTEM_NAMESPACES = Set.of("kube-system", "kube-public", "kube-node-lease");

    private static final Duration LONGEST_MEMORY = Duration.ofDays(3_650);

    /** @throws IllegalArgumentException with a line for the person who set it */
    public Settings {
        require(!namespace.isBlank(), "the operator's namespace is empty; set POD_NAMESPACE or --namespace");
        require(!identity.isBlank(), "the replica's identity is empty; set POD_NAME or --identity");
        require(httpPort >= 0 && httpPort <= 65535, "--http-port must be 0 to 65535, not " + httpPort);
        require(metricsPort >= 0 && metricsPort <= 65535, "--metrics-port must be 0 to 65535, not " + metricsPort);
        require(
                httpPort != metricsPort || httpPort == 0,
                "--metrics-port must be another port than --http-port, not " + metricsPort);
        require(threads >= 1 && threads <= 256, "--threads must be 1 to 256, not " + threads);
        require(!isolationDeadline.isNegative(), "--isolation-deadline must not be negative");
        require(!revocationDeadline.isNegative(), "--revocation-deadline must not be negative");
        require(
                !forgetAfter.isNegative() && forgetAfter.compareTo(LONGEST_MEMORY) <= 0,
                "--forget-after must be PT0S to " + LONGEST_MEMORY + ", not " + forgetAfter);
        require(objectsPerNamespace >= 1, "--objects-per-namespace must be at least 1, not " + objectsPerNamespace);
        require(
                observe.isEmpty() || webhook.isPresent(),
                "--observe-port needs --webhook-port: agents are answered with the webhook's certificate");
        excludedNamespaces = Set.copyOf(excludedNamespaces);
        includedNamespaces = Set.copyOf(includedNamespaces);
        watchedNamespaces = Set.copyOf(watchedNamespaces);
        entrancesDeclared = Set.copyOf(entrancesDeclared);
    }

    /** Returns how far the operator reaches. */
    public Scope scope() {
        var excluded = new HashSet<>(SYSTEM_NAMESPACES);
        excluded.add(namespace);
        excluded.addAll(excludedNamespaces);
        excluded.removeAll(includedNamespaces);
        return new Scope(
                        enforcement,
                        excluded,
                        watchedNamespaces,
                        Budgets.DEFAULT.withObjectsOfNamespace(objectsPerNamespace))
                .with(consentRequired, entrancesDeclared)
                .closingEgress(egress.closes())
                .with(virtualClusters);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}

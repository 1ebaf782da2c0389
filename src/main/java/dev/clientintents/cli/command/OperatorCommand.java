package dev.clientintents.cli.command;

import dev.clientintents.backend.hostname.HostSetting;
import dev.clientintents.cli.Version;
import dev.clientintents.cli.option.EgressOptions;
import dev.clientintents.cli.option.ExposureOptions;
import dev.clientintents.cli.option.VirtualClustersOption;
import dev.clientintents.egress.DnsSetting;
import dev.clientintents.egress.EgressSettings;
import dev.clientintents.exposure.ExposureSettings;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.EntranceKind;
import dev.clientintents.model.PlainText;
import dev.clientintents.model.VirtualClusters;
import dev.clientintents.operator.IntentOperator;
import dev.clientintents.operator.ObserveSettings;
import dev.clientintents.operator.Settings;
import dev.clientintents.operator.StartFailure;
import dev.clientintents.operator.WebhookSettings;
import io.fabric8.kubernetes.client.Config;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the controller until it is told to stop. */
@Command(
        description = {
            "Runs the controller against the cluster of the kubeconfig, or the one it runs in. It logs to standard error,"
                    + " from $$CLIENT_INTENTS_LOG_LEVEL on (INFO) and as $$CLIENT_INTENTS_LOG_FORMAT says (text, or json)."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        showDefaultValues = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  client-intents operator --leader-election=false",
            "  CLIENT_INTENTS_ENFORCEMENT=shadow client-intents operator   @|faint # report, but close nothing|@"
        })
public final class OperatorCommand implements Callable<Integer> {

    @Option(
            names = "--namespace",
            defaultValue = "${env:POD_NAMESPACE:-client-intents}",
            description = "The operator's own namespace, where its lease is ($$POD_NAMESPACE).")
    private String namespace = "";

    @Option(
            names = "--identity",
            defaultValue = "${env:POD_NAME}",
            description = "The name of this replica in the lease ($$POD_NAME; a random one where neither is set).")
    private @Nullable String identity;

    @Option(
            names = "--leader-election",
            negatable = true,
            defaultValue = "${env:CLIENT_INTENTS_LEADER_ELECTION:-true}",
            fallbackValue = "true",
            description = "Wait for the lease before writing ($$CLIENT_INTENTS_LEADER_ELECTION).")
    private boolean leaderElection;

    @Option(
            names = "--enforcement",
            defaultValue = "${env:CLIENT_INTENTS_ENFORCEMENT:-local}",
            description = Enforcement.NAMES
                    + ", for namespaces whose label names none of them ($$CLIENT_INTENTS_ENFORCEMENT).")
    private String enforcement = "";

    @Option(
            names = "--exclude-namespaces",
            split = ",",
            defaultValue = "${env:CLIENT_INTENTS_EXCLUDE_NAMESPACES:-}",
            description = "Further namespaces to leave alone ($$CLIENT_INTENTS_EXCLUDE_NAMESPACES).")
    private Set<String> excluded = Set.of();

    @Option(
            names = "--include-namespaces",
            split = ",",
            defaultValue = "${env:CLIENT_INTENTS_INCLUDE_NAMESPACES:-}",
            description = "System namespaces not to leave alone ($$CLIENT_INTENTS_INCLUDE_NAMESPACES).")
    private Set<String> included = Set.of();

    @Option(
            names = "--watch-namespaces",
            split = ",",
            defaultValue = "${env:CLIENT_INTENTS_WATCH_NAMESPACES:-}",
            description = "The only namespaces to look at, all where none is named; with them the operator needs Roles"
                    + " there, and the right to read namespaces ($$CLIENT_INTENTS_WATCH_NAMESPACES).")
    private Set<String> watched = Set.of();

    @Option(
            names = "--http-port",
            defaultValue = "${env:CLIENT_INTENTS_HTTP_PORT:-8080}",
            description = "The port of /livez and /readyz ($$CLIENT_INTENTS_HTTP_PORT).")
    private int httpPort;

    @Option(
            names = "--metrics-port",
            defaultValue = "${env:CLIENT_INTENTS_METRICS_PORT:-8081}",
            description = "The port of /metrics ($$CLIENT_INTENTS_METRICS_PORT).")
    private int metricsPort;

    @Option(
            names = "--threads",
            defaultValue = "${env:CLIENT_INTENTS_THREADS:-16}",
            description = "How many writes are under way at once ($$CLIENT_INTENTS_THREADS).")
    private int threads;

    @Option(
            names = "--isolation-deadline",
            defaultValue = "${env:CLIENT_INTENTS_ISOLATION_DEADLINE:-PT60S}",
            description = "How long a server waits to be isolated first until its clients carry their keys, as in PT60S"
                    + " ($$CLIENT_INTENTS_ISOLATION_DEADLINE).")
    private Duration isolationDeadline = Duration.ZERO;

    @Option(
            names = "--revocation-deadline",
            defaultValue = "${env:CLIENT_INTENTS_REVOCATION_DEADLINE:-PT10S}",
            description = "How long a pod keeps a revoked key while its server's policy cannot be written, as in PT10S"
                    + " ($$CLIENT_INTENTS_REVOCATION_DEADLINE).")
    private Duration revocationDeadline = Duration.ZERO;

    @Option(
            names = "--forget-after",
            defaultValue = "${env:CLIENT_INTENTS_FORGET_AFTER:-PT24H}",
            description =
                    "How long the policy of a server stays that nobody declares, once its workload object and its pods"
                            + " are gone, as in PT24H ($$CLIENT_INTENTS_FORGET_AFTER).")
    private Duration forgetAfter = Duration.ZERO;

    @Option(
            names = "--objects-per-namespace",
            defaultValue = "${env:CLIENT_INTENTS_OBJECTS_PER_NAMESPACE:-1000}",
            description =
                    "How many ClientIntents, and how many ServerAccesses, of one namespace count, the oldest first"
                            + " ($$CLIENT_INTENTS_OBJECTS_PER_NAMESPACE).")
    private int objectsPerNamespace;

    @Option(
            names = "--consent",
            defaultValue = "${env:CLIENT_INTENTS_CONSENT:-open}",
            description = "open, or required: declarations of other namespaces count only where a ServerAccess consents"
                    + " ($$CLIENT_INTENTS_CONSENT).")
    private String consent = "";

    @Option(
            names = "--entrances-declared",
            split = ",",
            defaultValue = "${env:CLIENT_INTENTS_ENTRANCES_DECLARED:-}",
            description = "The entrances that only a ServerAccess admits, of routes, load-balancers, scrapes and"
                    + " api-server ($$CLIENT_INTENTS_ENTRANCES_DECLARED).")
    private Set<String> entrancesDeclared = Set.of();

    @Option(
            names = "--ingress-controllers",
            split = ",",
            defaultValue = "${env:CLIENT_INTENTS_INGRESS_CONTROLLERS:-}",
            description = ExposureOptions.CONTROLLERS + " ($$CLIENT_INTENTS_INGRESS_CONTROLLERS).")
    private List<String> ingressControllers = List.of();

    @Option(
            names = "--ingress-namespaces",
            split = ",",
            defaultValue =
                    "${env:CLIENT_INTENTS_INGRESS_NAMESPACES:-" + ExposureSettings.CONTROLLER_NAMESPACE_LIST + "}",
            description = ExposureOptions.CONTROLLER_NAMESPACES + " ($$CLIENT_INTENTS_INGRESS_NAMESPACES).")
    private List<String> ingressNamespaces = List.of();

    @Option(
            names = "--scrapers",
            split = ",",
            defaultValue = "${env:CLIENT_INTENTS_SCRAPERS:-}",
            description = ExposureOptions.SCRAPERS + " ($$CLIENT_INTENTS_SCRAPERS).")
    private List<String> scrapers = List.of();

    @Option(
            names = "--scraper-namespaces",
            split = ",",
            defaultValue = "${env:CLIENT_INTENTS_SCRAPER_NAMESPACES:-" + ExposureSettings.SCRAPER_NAMESPACE_LIST + "}",
            description = ExposureOptions.SCRAPER_NAMESPACES + " ($$CLIENT_INTENTS_SCRAPER_NAMESPACES).")
    private List<String> scraperNamespaces = List.of();

    @Option(
            names = "--pod-cidrs",
            split = ",",
            defaultValue = "${env:CLIENT_INTENTS_POD_CIDRS:-}",
            description = ExposureOptions.POD_RANGES + " ($$CLIENT_INTENTS_POD_CIDRS).")
    private List<String> podRanges = List.of();

    @Option(
            names = "--api-server-cidrs",
            split = ",",
            defaultValue = "${env:CLIENT_INTENTS_API_SERVER_CIDRS:-}",
            description = ExposureOptions.API_SERVER_RANGES + " ($$CLIENT_INTENTS_API_SERVER_CIDRS).")
    private List<String> apiServerRanges = List.of();

    @Option(
            names = "--egress",
            defaultValue = "${env:CLIENT_INTENTS_EGRESS:-open}",
            description = EgressOptions.LEVEL + " ($$CLIENT_INTENTS_EGRESS).")
    private String egress = "";

    @Option(
            names = "--egress-service-ports",
            negatable = true,
            defaultValue = "${env:CLIENT_INTENTS_EGRESS_SERVICE_PORTS:-false}",
            fallbackValue = "true",
            description = EgressOptions.SERVICE_PORTS + " ($$CLIENT_INTENTS_EGRESS_SERVICE_PORTS).")
    private boolean egressServicePorts;

    @Option(
            names = DnsSetting.OPTION,
            split = ",",
            defaultValue = "${env:CLIENT_INTENTS_DNS:-}",
            description = EgressOptions.DNS + " ($$CLIENT_INTENTS_DNS).")
    private List<String> dns = List.of();

    @Option(
            names = HostSetting.OPTION,
            defaultValue = "${env:CLIENT_INTENTS_EGRESS_HOSTS:-none}",
            description = "By which kind of policy hosts are named where a way out is closed: " + HostSetting.NAMES
                    + " ($$CLIENT_INTENTS_EGRESS_HOSTS).")
    private String egressHosts = "";

    @Option(
            names = "--virtual-clusters",
            split = ",",
            defaultValue = "${env:CLIENT_INTENTS_VIRTUAL_CLUSTERS:-}",
            description = VirtualClustersOption.NAMESPACES + " ($$CLIENT_INTENTS_VIRTUAL_CLUSTERS).")
    private List<String> virtualClusters = List.of();

    @Option(
            names = "--webhook-port",
            defaultValue = "${env:CLIENT_INTENTS_WEBHOOK_PORT}",
            description = "The port of the webhook that labels pods at their creation; there is none without"
                    + " ($$CLIENT_INTENTS_WEBHOOK_PORT).")
    private @Nullable Integer webhookPort;

    @Option(
            names = "--webhook-name",
            defaultValue = "${env:CLIENT_INTENTS_WEBHOOK_NAME:-client-intents-webhook}",
            description =
                    "The name of the webhook's Service, of its MutatingWebhookConfiguration and of the Secret with its"
                            + " certificates ($$CLIENT_INTENTS_WEBHOOK_NAME).")
    private String webhookName = "";

    @Option(
            names = "--webhook-certificates",
            defaultValue = "${env:CLIENT_INTENTS_WEBHOOK_CERTIFICATES:-}",
            description =
                    "A folder with tls.crt and tls.key that somebody else keeps, as cert-manager; without, the operator"
                            + " makes the certificates ($$CLIENT_INTENTS_WEBHOOK_CERTIFICATES).")
    private String webhookCertificates = "";

    @Option(
            names = "--webhook-certificate-lifetime",
            defaultValue = "${env:CLIENT_INTENTS_WEBHOOK_CERTIFICATE_LIFETIME:-P90D}",
            description = "How long a certificate holds that the operator makes; it is renewed after two thirds of it"
                    + " ($$CLIENT_INTENTS_WEBHOOK_CERTIFICATE_LIFETIME).")
    private Duration webhookCertificateLifetime = Duration.ZERO;

    @Option(
            names = "--webhook-drain",
            defaultValue = "${env:CLIENT_INTENTS_WEBHOOK_DRAIN:-PT5S}",
            description =
                    "How long the webhook goes on answering when the operator is told to stop, until the cluster has"
                            + " learnt of it ($$CLIENT_INTENTS_WEBHOOK_DRAIN).")
    private Duration webhookDrain = Duration.ZERO;

    @Option(
            names = "--observe-port",
            defaultValue = "${env:CLIENT_INTENTS_OBSERVE_PORT}",
            description =
                    "The port where the agents of nodes tell who talks to whom, with the webhook's certificate; nothing is"
                            + " observed without ($$CLIENT_INTENTS_OBSERVE_PORT).")
    private @Nullable Integer observePort;

    @Option(
            names = "--observe-account",
            defaultValue = "${env:CLIENT_INTENTS_OBSERVE_ACCOUNT:-client-intents-observe}",
            description = "The service account of the agents, of the operator's own namespace; nobody else is heard"
                    + " ($$CLIENT_INTENTS_OBSERVE_ACCOUNT).")
    private String observeAccount = "";

    @Override
    public Integer call() throws InterruptedException {
        Settings settings;
        try {
            settings = settings();
        } catch (IllegalArgumentException e) {
            System.err.println(PlainText.oneLine(String.valueOf(e.getMessage())));
            return 2;
        }
        var stopped = new CountDownLatch(1);
        try {
            var operator = new IntentOperator(Config.autoConfigure(null), settings, () -> {
                log().atError().log("Another replica leads; this one ends");
                Runtime.getRuntime().halt(1);
            });
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                operator.close();
                                stopped.countDown();
                            },
                            "shutdown"));
            operator.start();
        } catch (StartFailure e) {
            System.err.println("cannot start: " + PlainText.oneLine(String.valueOf(e.getMessage())));
            return 1;
        } catch (RuntimeException e) {
            log().atDebug().setCause(e).log("Cannot start");
            System.err.println("cannot start: " + PlainText.oneLine(rootMessage(e)));
            return 1;
        }
        stopped.await();
        return 0;
    }

    private Settings settings() {
        return new Settings(
                namespace,
                identity == null || identity.isBlank() ? UUID.randomUUID().toString() : identity,
                leaderElection,
                Enforcement.parse(enforcement)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "--enforcement must be " + Enforcement.NAMES + ", not " + enforcement)),
                withoutBlanks(excluded),
                withoutBlanks(included),
                withoutBlanks(watched),
                httpPort,
                metricsPort,
                threads,
                isolationDeadline,
                revocationDeadline,
                forgetAfter,
                objectsPerNamespace,
                consentRequired(),
                withoutBlanks(entrancesDeclared).stream()
                        .map(OperatorCommand::entranceKind)
                        .collect(Collectors.toUnmodifiableSet()),
                ExposureSettings.parse(
                        ingressControllers, ingressNamespaces, scrapers, scraperNamespaces, podRanges, apiServerRanges),
                EgressSettings.parse(egress, egressServicePorts, dns),
                HostSetting.parse(egressHosts)
                        .orElseThrow(() -> new IllegalArgumentException(
                                HostSetting.OPTION + " must be " + HostSetting.NAMES + ", not " + egressHosts)),
                VirtualClusters.parse(virtualClusters),
                webhook(),
                Optional.ofNullable(observePort).map(port -> new ObserveSettings(port, observeAccount)));
    }

    private boolean consentRequired() {
        return switch (consent) {
            case "open" -> false;
            case "required" -> true;
            default -> throw new IllegalArgumentException("--consent must be open or required, not " + consent);
        };
    }

    private static EntranceKind entranceKind(String name) {
        return EntranceKind.parse(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "--entrances-declared must list " + EntranceKind.NAMES + ", not " + name));
    }

    private Optional<WebhookSettings> webhook() {
        return Optional.ofNullable(webhookPort)
                .map(port -> new WebhookSettings(
                        port,
                        webhookName,
                        Optional.of(webhookCertificates)
                                .filter(folder -> !folder.isBlank())
                                .map(Path::of),
                        webhookCertificateLifetime,
                        webhookDrain));
    }

    private static Set<String> withoutBlanks(Set<String> names) {
        return names.stream()
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the innermost message, save where somebody has said what to do about it. */
    private static String rootMessage(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause && !(cause instanceof UncheckedIOException)) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    /**
     * Returns the logger. It is not a constant: every command creates this one too, and would wait for the log to be
     * set up.
     */
    private static Logger log() {
        return LoggerFactory.getLogger(OperatorCommand.class);
    }
}

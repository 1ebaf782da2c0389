package dev.clientintents.operator;

import dev.clientintents.backend.hostname.HostSetting;
import dev.clientintents.egress.EgressSettings;
import dev.clientintents.exposure.ExposureSettings;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.VirtualClusters;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Settings of operators that run beside a test: on a free port, with short deadlines, and looking at all namespaces.
 */
public final class TestSettings {

    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final Settings usual;
    private Enforcement enforcement;
    private Set<String> excluded;
    private Set<String> watched;
    private Duration isolationDeadline;
    private boolean consentRequired;
    private ExposureSettings exposure;
    private EgressSettings egress;
    private HostSetting egressHosts;
    private VirtualClusters virtualClusters;
    private Optional<WebhookSettings> webhook;
    private Optional<ObserveSettings> observe;

    private TestSettings(Settings usual) {
        this.usual = usual;
        enforcement = usual.enforcement();
        excluded = usual.excludedNamespaces();
        watched = usual.watchedNamespaces();
        isolationDeadline = usual.isolationDeadline();
        consentRequired = usual.consentRequired();
        exposure = usual.exposure();
        egress = usual.egress();
        egressHosts = usual.egressHosts();
        virtualClusters = usual.virtualClusters();
        webhook = usual.webhook();
        observe = usual.observe();
    }

    /** Without a webhook. */
    public static Settings of(String namespace, String identity, boolean leaderElection, int threads) {
        return of(namespace, identity, leaderElection, threads, DEADLINE);
    }

    /** Without a webhook, and with other deadlines. */
    public static Settings of(
            String namespace, String identity, boolean leaderElection, int threads, Duration deadline) {
        return of(namespace, identity, leaderElection, threads, deadline, 1_000);
    }

    /** Without a webhook, and with another number of ClientIntents of a namespace that count. */
    public static Settings of(
            String namespace, String identity, boolean leaderElection, int threads, Duration deadline, int objects) {
        return new Settings(
                namespace,
                identity,
                leaderElection,
                Enforcement.DEFAULT,
                Set.of(),
                Set.of(),
                Set.of(),
                0,
                0,
                threads,
                deadline,
                deadline,
                Duration.ofHours(24),
                objects,
                false,
                Set.of(),
                ExposureSettings.DEFAULT,
                EgressSettings.DEFAULT,
                HostSetting.NONE,
                VirtualClusters.NONE,
                Optional.empty(),
                Optional.empty());
    }

    /** Others, which are as these where nothing else is said. */
    public static TestSettings like(Settings settings) {
        return new TestSettings(settings);
    }

    /** The level of namespaces whose labels name none. */
    public TestSettings enforcing(Enforcement level) {
        enforcement = level;
        return this;
    }

    /** The namespaces that are left alone. */
    public TestSettings excluding(Set<String> namespaces) {
        excluded = namespaces;
        return this;
    }

    /** The namespaces that are looked at. */
    public TestSettings watching(Set<String> namespaces) {
        watched = namespaces;
        return this;
    }

    /** How long a server waits for its clients' pods. */
    public TestSettings isolatingAfter(Duration deadline) {
        isolationDeadline = deadline;
        return this;
    }

    /** Whether declarations from other namespaces need consent. */
    public TestSettings requiringConsent(boolean required) {
        consentRequired = required;
        return this;
    }

    /** From where entrances come. */
    public TestSettings with(ExposureSettings settings) {
        exposure = settings;
        return this;
    }

    /** Where ways out are closed. */
    public TestSettings with(EgressSettings settings) {
        egress = settings;
        return this;
    }

    /** By which kind of policy hosts are named. */
    public TestSettings naming(HostSetting hosts) {
        egressHosts = hosts;
        return this;
    }

    /** Where the syncers of virtual clusters are believed. */
    public TestSettings with(VirtualClusters clusters) {
        virtualClusters = clusters;
        return this;
    }

    /** With a webhook. */
    public TestSettings with(WebhookSettings settings) {
        webhook = Optional.of(settings);
        return this;
    }

    /** Hearing agents. */
    public TestSettings with(ObserveSettings settings) {
        observe = Optional.of(settings);
        return this;
    }

    /** All of it. */
    public Settings settings() {
        return new Settings(
                usual.namespace(),
                usual.identity(),
                usual.leaderElection(),
                enforcement,
                excluded,
                usual.includedNamespaces(),
                watched,
                usual.httpPort(),
                usual.metricsPort(),
                usual.threads(),
                isolationDeadline,
                usual.revocationDeadline(),
                usual.forgetAfter(),
                usual.objectsPerNamespace(),
                consentRequired,
                usual.entrancesDeclared(),
                exposure,
                egress,
                egressHosts,
                virtualClusters,
                webhook,
                observe);
    }
}

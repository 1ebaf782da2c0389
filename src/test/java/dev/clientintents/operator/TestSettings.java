package dev.clientintents.operator;

import dev.clientintents.exposure.ExposureSettings;
import dev.clientintents.model.Enforcement;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Settings of operators that run beside a test: on a free port, with short deadlines, and looking at all namespaces.
 */
public final class TestSettings {

    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private TestSettings() {}

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
                Optional.empty());
    }

    /** The same with a webhook. */
    public static Settings withWebhook(Settings settings, WebhookSettings webhook) {
        return new Settings(
                settings.namespace(),
                settings.identity(),
                settings.leaderElection(),
                settings.enforcement(),
                settings.excludedNamespaces(),
                settings.includedNamespaces(),
                settings.watchedNamespaces(),
                settings.httpPort(),
                settings.metricsPort(),
                settings.threads(),
                settings.isolationDeadline(),
                settings.revocationDeadline(),
                settings.forgetAfter(),
                settings.objectsPerNamespace(),
                settings.consentRequired(),
                settings.entrancesDeclared(),
                settings.exposure(),
                Optional.of(webhook));
    }

    /** The same with another word about where entrances come from. */
    public static Settings withExposure(Settings settings, ExposureSettings exposure) {
        return new Settings(
                settings.namespace(),
                settings.identity(),
                settings.leaderElection(),
                settings.enforcement(),
                settings.excludedNamespaces(),
                settings.includedNamespaces(),
                settings.watchedNamespaces(),
                settings.httpPort(),
                settings.metricsPort(),
                settings.threads(),
                settings.isolationDeadline(),
                settings.revocationDeadline(),
                settings.forgetAfter(),
                settings.objectsPerNamespace(),
                settings.consentRequired(),
                settings.entrancesDeclared(),
                exposure,
                settings.webhook());
    }
}

package dev.clientintents.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The API server of a control plane. It may be stopped and started again, and keeps its port, certificate and data. */
final class ApiServer {
    private static final Duration START = Duration.ofSeconds(60);

    /**
     * An orderly end takes a second, but the API server would wait a minute for watches over WebSocket, which it does
     * not end.
     */
    private static final Duration STOP = Duration.ofSeconds(2);

    private final List<String> command;
    private final Path folder;
    private final URI endpoint;
    private @Nullable Daemon daemon;

    ApiServer(
            Path binary,
            Path folder,
            int port,
            Etcd etcd,
            Path tokens,
            ServiceAccountKeys serviceAccounts,
            List<String> furtherFlags) {
        this.folder = folder;
        this.endpoint = URI.create("https://127.0.0.1:" + port);
        List<String> flags = new ArrayList<>(List.of(
                binary.toString(),
                "--etcd-servers=" + etcd.endpoint(),
                "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1",
                "--secure-port=" + port,
                "--cert-dir=" + folder.resolve("certificates"),
                "--token-auth-file=" + tokens,
                "--authorization-mode=RBAC",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-signing-key-file=" + serviceAccounts.privateKey(),
                "--service-account-key-file=" + serviceAccounts.publicKey(),
                "--disable-admission-plugins=ServiceAccount",
                // it calls webhooks by the address of their Service, and nothing is to leave this machine
                "--service-cluster-ip-range=127.96.0.0/16",
                "--endpoint-reconciler-type=none",
                "--etcd-count-metric-poll-period=0",
                "--allow-privileged=true",
                "--profiling=false"));
        flags.addAll(furtherFlags);
        this.command = List.copyOf(flags);
    }

    /** Starts it and waits until it is ready. Does nothing when it runs. */
    void start(String adminToken) {
        if (daemon != null && daemon.isAlive()) {
            return;
        }
        Daemon started = Daemon.start("kube-apiserver", command, folder.resolve("kube-apiserver.log"));
        daemon = started;
        // the key is written after the certificate, which may be there in part before
        started.awaitReady(START, () -> Files.exists(key()));
        try (KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(config(adminToken))
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build()) {
            started.awaitReady(START, () -> isReady(client.getHttpClient()));
        }
    }

    /**
     * Stops it as an upgrade would: open requests are answered, watches end or are cut. Does nothing when it does not
     * run.
     */
    void stop() {
        if (daemon != null) {
            daemon.stop(STOP);
        }
    }

    void kill() {
        if (daemon != null) {
            daemon.kill();
        }
    }

    /** A configuration for the holder of a token. */
    Config config(String token) {
        try {
            return new ConfigBuilder(Config.empty())
                    .withMasterUrl(endpoint.toString())
                    .withCaCertData(Files.readString(certificate()))
                    .withOauthToken(token)
                    .withNamespace("default")
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException("the API server has no certificate", e);
        }
    }

    /** It writes its own certificate, followed by the one of the authority that signed it. */
    private Path certificate() {
        return folder.resolve("certificates").resolve("apiserver.crt");
    }

    private Path key() {
        return folder.resolve("certificates").resolve("apiserver.key");
    }

    private boolean isReady(HttpClient http) {
        try {
            return http.sendAsync(
                            http.newHttpRequestBuilder()
                                    .uri(endpoint.resolve("/readyz").toString())
                                    .build(),
                            String.class)
                    .get(2, TimeUnit.SECONDS)
                    .isSuccessful();
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

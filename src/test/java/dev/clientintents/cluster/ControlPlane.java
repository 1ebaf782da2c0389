package dev.clientintents.cluster;

import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A Kubernetes control plane on the loopback interface: etcd, kube-apiserver and, if wanted, kube-controller-manager.
 * It has no nodes; {@link Kubelet} stands in for them. Its processes end with this JVM, and its data with
 * {@link #close()}.
 */
public final class ControlPlane implements AutoCloseable {
    private static final String ADMIN = "admin";
    private static final String KUBELET = "kubelet";
    private static final String CONTROLLER_MANAGER = "system:kube-controller-manager";
    private static final Set<String> MASTERS = Set.of("system:masters");

    private final Binaries binaries;
    private final Path folder;
    private final TokenUsers users;
    private final Etcd etcd;
    private final ApiServer apiServer;
    private final ApiServer replica;
    private final @Nullable AuditLog auditLog;
    private @Nullable ControllerManager controllerManager;

    private ControlPlane(
            Binaries binaries,
            Path folder,
            TokenUsers users,
            Etcd etcd,
            ApiServer apiServer,
            ApiServer replica,
            @Nullable AuditLog auditLog) {
        this.binaries = binaries;
        this.folder = folder;
        this.users = users;
        this.etcd = etcd;
        this.apiServer = apiServer;
        this.replica = replica;
        this.auditLog = auditLog;
    }

    public static ControlPlane start(Binaries binaries) {
        return start(binaries, ControlPlaneOptions.defaults());
    }

    /**
     * Starts everything and waits until the API server is ready.
     *
     * @throws IllegalStateException when a process does not start; the message ends with the last lines of its log
     */
    public static ControlPlane start(Binaries binaries, ControlPlaneOptions options) {
        try {
            Path folder = Files.createTempDirectory("control-plane");
            try {
                return start(binaries, options, folder);
            } catch (IOException | RuntimeException e) {
                Folders.delete(folder);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the control plane cannot be set up", e);
        }
    }

    private static ControlPlane start(Binaries binaries, ControlPlaneOptions options, Path folder) throws IOException {
        Map<String, Set<String>> groups = new TreeMap<>(options.users());
        groups.put(ADMIN, MASTERS);
        groups.put(KUBELET, MASTERS);
        groups.put(CONTROLLER_MANAGER, Set.of());
        TokenUsers users = new TokenUsers(groups);
        List<String> flags = new ArrayList<>(options.apiServerFlags());
        AuditLog auditLog = options.auditLog() ? AuditLog.in(folder) : null;
        if (auditLog != null) {
            flags.addAll(auditLog.apiServerFlags());
        }
        Path tokens = users.write(folder.resolve("tokens.csv"));
        ServiceAccountKeys serviceAccounts = ServiceAccountKeys.create(folder);
        FreePorts ports = new FreePorts();
        Etcd etcd = Etcd.start(binaries.etcd(), folder, ports);
        ApiServer apiServer =
                new ApiServer(binaries.apiServer(), folder, ports.next(), etcd, tokens, serviceAccounts, flags);
        ApiServer replica = new ApiServer(
                binaries.apiServer(),
                Files.createDirectory(folder.resolve("replica")),
                ports.next(),
                etcd,
                tokens,
                serviceAccounts,
                options.apiServerFlags());
        ControlPlane controlPlane = new ControlPlane(binaries, folder, users, etcd, apiServer, replica, auditLog);
        try {
            controlPlane.startApiServer();
            if (options.controllerManager()) {
                controlPlane.startControllerManager();
            }
            return controlPlane;
        } catch (RuntimeException e) {
            controlPlane.close();
            throw e;
        }
    }

    /** A configuration for the user {@code admin}, who may do everything. */
    public Config config() {
        return configFor(ADMIN);
    }

    /**
     * A configuration for a user of {@link ControlPlaneOptions#users()}, for {@code admin} or {@code kubelet}.
     *
     * @throws IllegalArgumentException when there is no such user
     */
    public Config configFor(String user) {
        return apiServer.config(users.token(user));
    }

    /** A configuration for a service account that exists, with a token that is good for a day. */
    public Config configForServiceAccount(String namespace, String name) {
        try (KubernetesClient admin =
                new KubernetesClientBuilder().withConfig(config()).build()) {
            return apiServer.config(admin.serviceAccounts()
                    .inNamespace(namespace)
                    .withName(name)
                    .tokenRequest(new TokenRequestBuilder()
                            .withNewSpec()
                            .withExpirationSeconds(Duration.ofDays(1).toSeconds())
                            .endSpec()
                            .build())
                    .getStatus()
                    .getToken());
        }
    }

    /** Writes a kubeconfig for {@code admin}. For others see {@link Kubeconfig#write}. */
    public Path kubeconfig(Path file) {
        return Kubeconfig.write(config(), file);
    }

    /** Starts the API server again, with the port and the data it had. Does nothing when it runs. */
    public void startApiServer() {
        apiServer.start(users.token(ADMIN));
    }

    /** Stops the API server as an upgrade would: open requests are answered, watches end or are cut. */
    public void stopApiServer() {
        apiServer.stop();
    }

    /** Ends the API server as a crash would, in the middle of whatever it does. */
    public void killApiServer() {
        apiServer.kill();
    }

    /**
     * Starts another API server on the same data, which goes on while the first is away. It writes no audit log. Does
     * nothing when it runs.
     *
     * @return a configuration for {@code admin}
     */
    public Config startReplica() {
        replica.start(users.token(ADMIN));
        return replica.config(users.token(ADMIN));
    }

    /**
     * Restarts the API server without memory: whoever continues from a resource version that it got before, in a watch,
     * is answered 410 Gone and has to list again.
     */
    public void forgetHistory() {
        apiServer.stop();
        etcd.compact();
        startApiServer();
    }

    /** Starts the controllers. They are at work some hundred milliseconds later. Does nothing when they run. */
    public void startControllerManager() {
        if (controllerManager == null) {
            controllerManager = ControllerManager.start(
                    binaries.controllerManager(),
                    folder,
                    Kubeconfig.write(configFor(CONTROLLER_MANAGER), folder.resolve("controller-manager.kubeconfig")));
        }
    }

    /** Stops the controllers: pods and owners stay as they are. */
    public void stopControllerManager() {
        if (controllerManager != null) {
            controllerManager.stop();
            controllerManager = null;
        }
    }

    /** The requests that the API server has seen; empty when {@link ControlPlaneOptions#auditLog()} is off. */
    public Optional<AuditLog> auditLog() {
        return Optional.ofNullable(auditLog);
    }

    /** The folder of the logs and the data, until {@link #close()}. */
    public Path folder() {
        return folder;
    }

    /** Ends all processes at once and deletes the data. */
    @Override
    public void close() {
        if (controllerManager != null) {
            controllerManager.kill();
        }
        apiServer.kill();
        replica.kill();
        etcd.kill();
        try {
            Folders.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }
}

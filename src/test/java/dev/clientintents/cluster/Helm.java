package dev.clientintents.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A released helm, with a home of its own, so that nothing that a user has configured changes what it does. */
public final class Helm {
    private final Path binary;

    Helm(Path binary) {
        this.binary = binary;
    }

    /**
     * Runs it without a cluster, as if there were one of the release of Kubernetes that the tests have unless the
     * arguments name another, and returns what it prints.
     *
     * @throws HelmException when it fails
     */
    public String offline(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        if (!all.contains("--kube-version")) {
            all.addAll(List.of("--kube-version", Tool.KUBE_APISERVER.version()));
        }
        return run(Path.of("/dev/null"), all);
    }

    /**
     * Runs it against the cluster of a kubeconfig, and returns what it prints.
     *
     * @throws HelmException when it fails
     */
    public String online(Path kubeconfig, String... arguments) {
        return run(kubeconfig, List.of(arguments));
    }

    private String run(Path kubeconfig, List<String> arguments) {
        var command = new ArrayList<>(List.of(binary.toString()));
        command.addAll(arguments);
        try {
            Path home = Files.createTempDirectory("helm");
            try {
                return Command.in(Path.of("").toAbsolutePath())
                        .with("KUBECONFIG", kubeconfig.toString())
                        .with("HELM_CACHE_HOME", home.resolve("cache").toString())
                        .with("HELM_CONFIG_HOME", home.resolve("config").toString())
                        .with("HELM_DATA_HOME", home.resolve("data").toString())
                        .run(command.toArray(String[]::new));
            } finally {
                Folders.delete(home);
            }
        } catch (IOException e) {
            throw new HelmException(Failures.describe(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted while helm ran", e));
        }
    }

    /** That helm ended with an error; the message ends in what it printed. */
    public static final class HelmException extends RuntimeException {
        private HelmException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}

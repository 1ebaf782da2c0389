package dev.clientintents.cli.option;

import dev.clientintents.cli.CannotRun;
import io.fabric8.kubernetes.client.Config;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which live cluster a command reads. */
public final class ClusterOptions {

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "Read the live cluster of this context of the kubeconfig.")
    private @Nullable String context;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "Read the live cluster of this kubeconfig, instead of that of $$KUBECONFIG or the usual one.")
    private @Nullable Path kubeconfig;

    /** Returns whether the command line names a cluster. */
    boolean isNamed() {
        return context != null || kubeconfig != null;
    }

    /**
     * Returns the cluster that the command line names, or else the usual one.
     *
     * @throws CannotRun where there is no such kubeconfig or context
     */
    public Config config() {
        if (kubeconfig != null && !Files.isReadable(kubeconfig)) {
            throw new CannotRun("no such kubeconfig: " + kubeconfig);
        }
        Config config = parsed();
        if (context != null
                && (config.getCurrentContext() == null
                        || !context.equals(config.getCurrentContext().getName()))) {
            throw new CannotRun("the kubeconfig has no context " + context);
        }
        return config;
    }

    private Config parsed() {
        try {
            return kubeconfig == null
                    ? Config.autoConfigure(context)
                    : Config.fromKubeconfig(context, kubeconfig.toFile());
        } catch (RuntimeException e) {
            throw new CannotRun("cannot read the kubeconfig" + (kubeconfig == null ? "" : " " + kubeconfig) + ": "
                    + CannotRun.reason(e));
        }
    }
}

package dev.clientintents.cli.option;

import dev.clientintents.cli.CannotRun;
import dev.clientintents.model.VirtualClusters;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The operator's setting of virtual clusters, as an option of commands that compute what it would do. */
public final class VirtualClustersOption {

    /** What {@code --virtual-clusters} lists. */
    public static final String NAMESPACES =
            "The namespaces where the syncer of a vcluster, and nobody else, writes the pods: they are known by the names"
                    + " that their owners inside have here";

    @Option(names = "--virtual-clusters", paramLabel = "NAME", split = ",", description = NAMESPACES + ".")
    private @Nullable List<String> namespaces;

    /**
     * Returns what puts the namespaces that the command line gives in the place of others, and leaves those where it gives
     * none.
     *
     * @throws CannotRun where a value is not valid
     */
    public UnaryOperator<VirtualClusters> given() {
        if (namespaces == null) {
            return UnaryOperator.identity();
        }
        try {
            VirtualClusters given = VirtualClusters.parse(namespaces);
            return others -> given;
        } catch (IllegalArgumentException e) {
            throw new CannotRun(String.valueOf(e.getMessage()));
        }
    }
}

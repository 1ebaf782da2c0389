package dev.clientintents.cli.option;

import dev.clientintents.cli.CannotRun;
import dev.clientintents.cli.Input;
import dev.clientintents.cli.live.LiveCluster;
import dev.clientintents.effective.Outcome;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.finding.Position;
import dev.clientintents.graph.Scope;
import dev.clientintents.manifest.ManifestReader;
import dev.clientintents.model.Enforcement;
import dev.clientintents.operator.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How commands read, from files or from a live cluster, and the operator's settings that matter for what they compute. */
public abstract class ReadOptions {

    private static final String STANDARD_INPUT = "-";
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAME",
            defaultValue = "default",
            description = "The namespace of objects that name none.")
    private String namespace = "";

    @Option(names = "--strict", description = "Let warnings fail, too.")
    private boolean strict;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Option(
            names = "--enforcement",
            paramLabel = "MODE",
            defaultValue = "active",
            description = "The operator's default for namespaces: active or shadow.")
    private String enforcement = "";

    @Option(
            names = "--operator-namespace",
            paramLabel = "NAME",
            defaultValue = "client-intents",
            description = "The operator's own namespace, which it leaves alone.")
    private String operatorNamespace = "";

    @Option(
            names = "--exclude-namespaces",
            paramLabel = "NAME",
            split = ",",
            showDefaultValue = Visibility.NEVER,
            description = "Further namespaces that the operator leaves alone.")
    private Set<String> excluded = Set.of();

    @Option(
            names = "--include-namespaces",
            paramLabel = "NAME",
            split = ",",
            showDefaultValue = Visibility.NEVER,
            description = "System namespaces that the operator does not leave alone.")
    private Set<String> included = Set.of();

    /** The files, folders and {@code -} that the command line names; none where it names a live cluster. */
    abstract List<String> paths();

    /** How the command line names them, for the message where it does not. */
    abstract String howToNamePaths();

    /** Where objects are, and where names are looked for first, that name no namespace. */
    public String namespace() {
        return namespace;
    }

    public boolean strict() {
        return strict;
    }

    /** What is read, for messages about it as a whole. */
    public String description() {
        return paths().isEmpty() ? "the cluster" : String.join(" ", paths());
    }

    /** Reads what the command line names. */
    public Input read() {
        if (cluster.isNamed()) {
            if (!paths().isEmpty()) {
                throw new CannotRun("name either files or a live cluster (--context, --kubeconfig), not both");
            }
            var reader = new ManifestReader(namespace);
            LiveCluster.read(cluster.config(), reader);
            return input(reader, Position.ofCluster(description()));
        }
        if (paths().isEmpty()) {
            throw new CannotRun("name the files or folders to read, or - for standard input" + howToNamePaths());
        }
        return read(paths());
    }

    /** Reads other files with the same settings. */
    public Input read(List<String> otherPaths) {
        if (!NAMESPACE.matcher(namespace).matches()) {
            throw new CannotRun("--namespace must be the name of a namespace, not " + namespace);
        }
        var reader = new ManifestReader(namespace);
        for (String path : otherPaths) {
            try {
                if (path.equals(STANDARD_INPUT)) {
                    reader.read("standard input", System.in);
                } else {
                    reader.read(Path.of(path));
                }
            } catch (NoSuchFileException | InvalidPathException e) {
                throw new CannotRun("no such file or folder: " + path);
            } catch (IOException | UncheckedIOException e) {
                throw new CannotRun("cannot read " + (path.equals(STANDARD_INPUT) ? "standard input" : path) + ": "
                        + CannotRun.reason(e));
            }
        }
        return input(reader, Position.ofFile(String.join(" ", otherPaths)));
    }

    private Input input(ManifestReader reader, Position place) {
        Snapshot snapshot = reader.snapshot();
        return new Input(snapshot, Outcome.of(snapshot, scope()), reader.objects(), place);
    }

    private Scope scope() {
        Enforcement mode = Enforcement.parse(enforcement)
                .orElseThrow(() -> new CannotRun("--enforcement must be active or shadow, not " + enforcement));
        var names = new HashSet<>(Settings.SYSTEM_NAMESPACES);
        names.add(operatorNamespace);
        names.addAll(excluded);
        names.removeAll(included);
        return new Scope(mode, names);
    }
}

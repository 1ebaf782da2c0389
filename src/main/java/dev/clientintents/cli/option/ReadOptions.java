package dev.clientintents.cli.option;

import dev.clientintents.cli.CannotRun;
import dev.clientintents.cli.Input;
import dev.clientintents.cli.live.LiveCluster;
import dev.clientintents.effective.EntranceKinds;
import dev.clientintents.effective.Outcome;
import dev.clientintents.effective.PolicyKind;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.effective.UnevaluatedKinds;
import dev.clientintents.egress.EgressSettings;
import dev.clientintents.exposure.ExposureSettings;
import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Position;
import dev.clientintents.graph.Scope;
import dev.clientintents.manifest.Manifest;
import dev.clientintents.manifest.ManifestReader;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.EntranceKind;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.VirtualClusters;
import dev.clientintents.operator.Settings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The options by which commands read from files or from a live cluster, and the operator's settings that matter for
 * what they compute.
 */
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

    @Option(
            names = "--ignore",
            paramLabel = "KIND.GROUP",
            split = ",",
            showDefaultValue = Visibility.NEVER,
            description =
                    "A kind of policies that is not evaluated, or of routes that a live cluster does not list, and all"
                            + " the same does not make answers incomplete, for example CiliumNetworkPolicy.cilium.io.")
    private List<String> ignored = List.of();

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Option(
            names = "--enforcement",
            paramLabel = "LEVEL",
            defaultValue = "local",
            description = "Who closes servers where the namespace's label does not say: " + Enforcement.NAMES + ".")
    private String enforcement = "";

    @Option(
            names = "--consent",
            paramLabel = "WHEN",
            defaultValue = "open",
            description = "open, or required: declarations of other namespaces count only where a ServerAccess of the"
                    + " server consents.")
    private String consent = "";

    @Option(
            names = "--entrances-declared",
            paramLabel = "KIND",
            split = ",",
            showDefaultValue = Visibility.NEVER,
            description = "The kinds of entrances that only a ServerAccess admits: " + EntranceKind.NAMES + ".")
    private Set<String> entrancesDeclared = Set.of();

    @Mixin
    private ExposureOptions exposure = new ExposureOptions();

    @Mixin
    private EgressOptions egress = new EgressOptions();

    @Mixin
    private VirtualClustersOption virtualClusters = new VirtualClustersOption();

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

    /** Returns the files, folders and {@code -} that the command line names; none where it names a live cluster. */
    abstract List<String> paths();

    /** Returns how the command line names the paths, for the message where it does not. */
    abstract String howToNamePaths();

    /** Returns the namespace of objects that name none, where names without a namespace are looked for first, too. */
    public String namespace() {
        return namespace;
    }

    public boolean strict() {
        return strict;
    }

    /** Returns a description of what is read, for messages about it as a whole. */
    public String description() {
        return paths().isEmpty() ? "the cluster" : String.join(" ", paths());
    }

    /** Returns whether all that is read are files, which can be edited. */
    public boolean isOfFiles() {
        return !cluster.isNamed() && !paths().isEmpty() && !paths().contains(STANDARD_INPUT);
    }

    /**
     * Returns whether nothing is wrong with what is to be in a file that is not wrong with what is in it.
     *
     * @param before what is in it; null where it is new
     */
    public boolean isAsValid(@Nullable String before, String after) {
        Set<String> known = new HashSet<>();
        problems(before == null ? "" : before).forEach(it -> known.add(it.message()));
        return problems(after).stream().allMatch(it -> known.contains(it.message()));
    }

    private List<Finding> problems(String text) {
        var reader = reader();
        reader.read("", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        return reader.snapshot().findings();
    }

    /** Reads what the command line names, for a cluster in which the operator runs. */
    public Input read() {
        return read(Outcome::of, Set.of(), manifest -> {});
    }

    /**
     * Reads what the command line names, for a cluster in which the operator runs, and more than answers need.
     *
     * @param kinds further kinds that a live cluster is asked for, and that are judged by what takes them
     * @param each takes every object that is read
     */
    public Input read(Set<PolicyKind> kinds, Consumer<Manifest> each) {
        return read(Outcome::of, kinds, each);
    }

    /**
     * Reads what the command line names, for a cluster in which the operator runs, with what configures pods.
     *
     * @param kinds further kinds that a live cluster is asked for, and that are judged by what takes them
     * @param each takes every object that is read
     */
    public Input readConfigured(Set<PolicyKind> kinds, Consumer<Manifest> each) {
        return read(Outcome::of, kinds, each, true);
    }

    /**
     * Returns an input with other objects.
     *
     * @param without the NetworkPolicies that it has no more
     * @param name what positions say of the further objects
     * @param manifests the further objects
     */
    public Input changed(Input input, Set<ObjectKey> without, String name, String manifests) {
        var reader = reader();
        reader.read(name, new ByteArrayInputStream(manifests.getBytes(StandardCharsets.UTF_8)));
        Snapshot snapshot = input.snapshot().changed(without, reader.snapshot());
        return new Input(snapshot, Outcome.of(snapshot, scope()), input.objects() + reader.objects(), input.place());
    }

    /**
     * Reads what the command line names.
     *
     * @param asIs whether it is for a cluster without the operator
     */
    public Input read(AsIsOption asIs) {
        return read(premise(asIs), Set.of(), manifest -> {});
    }

    private static BiFunction<Snapshot, Scope, Outcome> premise(AsIsOption asIs) {
        return asIs.isGiven() ? Outcome::asIs : Outcome::of;
    }

    private Input read(BiFunction<Snapshot, Scope, Outcome> premise, Set<PolicyKind> kinds, Consumer<Manifest> each) {
        return read(premise, kinds, each, false);
    }

    /** @param configured whether what configures pods is kept in the objects */
    private Input read(
            BiFunction<Snapshot, Scope, Outcome> premise,
            Set<PolicyKind> kinds,
            Consumer<Manifest> each,
            boolean configured) {
        var reader = reader();
        reader.handOnTo(each, kinds);
        if (configured) {
            reader.keepConfiguration();
        }
        if (cluster.isNamed()) {
            if (!paths().isEmpty()) {
                throw new CannotRun("name either files or a live cluster (--context, --kubeconfig), not both");
            }
            LiveCluster.read(cluster.config(), reader, kinds);
            return input(reader, Position.ofCluster(description()), premise);
        }
        if (paths().isEmpty()) {
            throw new CannotRun("name the files or folders to read, or - for standard input" + howToNamePaths());
        }
        return read(paths(), premise, reader);
    }

    /** Reads other files with the same settings, for a cluster in which the operator runs. */
    public Input read(List<String> otherPaths) {
        return read(otherPaths, Outcome::of, reader());
    }

    /**
     * Reads other files with the same settings.
     *
     * @param asIs whether it is for a cluster without the operator
     */
    public Input read(List<String> otherPaths, AsIsOption asIs) {
        return read(otherPaths, premise(asIs), reader());
    }

    private Input read(List<String> otherPaths, BiFunction<Snapshot, Scope, Outcome> premise, ManifestReader reader) {
        if (!NAMESPACE.matcher(namespace).matches()) {
            throw new CannotRun("--namespace must be the name of a namespace, not " + namespace);
        }
        for (String path : otherPaths) {
            try {
                if (path.equals(STANDARD_INPUT)) {
                    reader.read("standard input", System.in);
                } else {
                    reader.read(Path.of(path));
                }
            } catch (InvalidPathException e) {
                throw new CannotRun("no such file or folder: " + path);
            } catch (NoSuchFileException e) {
                throw new CannotRun(
                        Files.isSymbolicLink(Path.of(path))
                                ? path + " is a symbolic link to what does not exist"
                                : "no such file or folder: " + path);
            } catch (IOException | UncheckedIOException e) {
                throw new CannotRun("cannot read " + (path.equals(STANDARD_INPUT) ? "standard input" : path) + ": "
                        + CannotRun.reason(e));
            }
        }
        return input(reader, Position.ofFile(String.join(" ", otherPaths)), premise);
    }

    private ManifestReader reader() {
        return new ManifestReader(
                namespace,
                ignored.stream().map(ReadOptions::ignored).collect(Collectors.toUnmodifiableSet()),
                exposure.given().apply(ExposureSettings.DEFAULT),
                egress.given().apply(EgressSettings.DEFAULT),
                virtualClusters.given().apply(VirtualClusters.NONE));
    }

    /** Returns whether a kind of policies that is not evaluated is accepted all the same. */
    public boolean isIgnored(PolicyKind kind) {
        return ignored.stream().anyMatch(kind.toString()::equalsIgnoreCase);
    }

    private static PolicyKind ignored(String text) {
        return Stream.concat(UnevaluatedKinds.all().stream(), EntranceKinds.routes().stream())
                .filter(kind -> kind.toString().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new CannotRun("--ignore must be a kind that is not evaluated, not " + text
                        + ": one of "
                        + UnevaluatedKinds.all().stream()
                                .map(PolicyKind::toString)
                                .collect(Collectors.joining(", "))));
    }

    private Input input(ManifestReader reader, Position place, BiFunction<Snapshot, Scope, Outcome> premise) {
        Snapshot snapshot = reader.snapshot();
        return new Input(snapshot, premise.apply(snapshot, scope()), reader.objects(), place);
    }

    private Scope scope() {
        Enforcement level = Enforcement.parse(enforcement)
                .orElseThrow(
                        () -> new CannotRun("--enforcement must be " + Enforcement.NAMES + ", not " + enforcement));
        var names = new HashSet<>(Settings.SYSTEM_NAMESPACES);
        names.add(operatorNamespace);
        names.addAll(excluded);
        names.removeAll(included);
        return new Scope(level, names)
                .with(consentRequired(), entrancesDeclared())
                .closingEgress(egress.given().apply(EgressSettings.DEFAULT).closes());
    }

    private boolean consentRequired() {
        return switch (consent) {
            case "open" -> false;
            case "required" -> true;
            default -> throw new CannotRun("--consent must be open or required, not " + consent);
        };
    }

    private Set<EntranceKind> entrancesDeclared() {
        return entrancesDeclared.stream()
                .map(name -> EntranceKind.parse(name)
                        .orElseThrow(() -> new CannotRun(
                                "--entrances-declared must list " + EntranceKind.NAMES + ", not " + name)))
                .collect(Collectors.toUnmodifiableSet());
    }
}

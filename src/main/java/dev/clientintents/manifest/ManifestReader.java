package dev.clientintents.manifest;

import dev.clientintents.effective.PolicyKind;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.egress.EgressSettings;
import dev.clientintents.exposure.ExposureSettings;
import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Position;
import dev.clientintents.manifest.yaml.Relevance;
import dev.clientintents.manifest.yaml.SerialWorker;
import dev.clientintents.model.VirtualClusters;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Reads manifests as {@code kubectl apply -f} takes them, and gathers them into a {@link Snapshot}. Whatever is wrong
 * in the input is a finding of the snapshot; only input that does not exist at all causes an exception.
 */
public final class ManifestReader {

    private static final Set<String> EXTENSIONS = Set.of(".yaml", ".yml", ".json");
    private static final Set<String> KUSTOMIZATIONS =
            Set.of("kustomization.yaml", "kustomization.yml", "Kustomization");
    private static final String CHART = "Chart.yaml";

    private final SerialWorker<SnapshotBuilder> builder;
    private final String namespace;
    private final Set<Path> patches = new HashSet<>();
    private Consumer<Manifest> further = manifest -> {};
    private Relevance relevance = Relevance.OBJECT;
    private int read;

    /** @param namespace the namespace of objects that name none */
    public ManifestReader(String namespace) {
        this(namespace, Set.of(), ExposureSettings.DEFAULT, EgressSettings.DEFAULT, VirtualClusters.NONE);
    }

    /**
     * @param namespace the namespace of objects that name none
     * @param accepted the kinds of policies that are not evaluated and not told
     * @param exposure where entrances come from, as the operator is told
     * @param egress where ways out are closed, as the operator is told
     * @param virtualClusters where the syncer of a virtual cluster tells to what pods belong
     */
    public ManifestReader(
            String namespace,
            Set<PolicyKind> accepted,
            ExposureSettings exposure,
            EgressSettings egress,
            VirtualClusters virtualClusters) {
        this.namespace = namespace;
        builder = new SerialWorker<>(() -> new SnapshotBuilder(accepted, exposure, egress, virtualClusters));
    }

    /**
     * Has every object that is read from now on handed on, too, whatever its kind and even where it is refused.
     *
     * @param judged the kinds of policies that the consumer judges, so that they are not told as not evaluated
     */
    public void handOnTo(Consumer<Manifest> consumer, Set<PolicyKind> judged) {
        further = consumer;
        builder.submit(1, it -> it.judge(judged));
    }

    /**
     * Has what configures pods kept in every object that is read from now on: the environment and arguments of containers,
     * and ConfigMaps and Secrets.
     */
    public void keepConfiguration() {
        relevance = Relevance.CONFIGURED_OBJECT;
    }

    /**
     * Reads a file, whatever its name, or all {@code .yaml}, {@code .yml} and {@code .json} files of a folder and of
     * the folders in it, in the order of their names. Hidden files and folders are skipped, and so are charts, with a
     * finding. As {@code kubectl} does, it follows links to files in folders (a mounted ConfigMap consists of them) and
     * no links to folders. Patches that a kustomization names are passed over. Anything but a regular file might never end, and is read only where it is named itself.
     *
     * @throws NoSuchFileException where there is nothing of that name
     */
    public void read(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            folder(path, false);
        } else if (Files.exists(path)) {
            file(path);
        } else {
            throw new NoSuchFileException(path.toString());
        }
    }

    /** Reads a stream to its end. */
    public void read(String name, InputStream in) {
        new ManifestStream(name, namespace, this::add, this::report).read(in, relevance);
    }

    /** Returns a list of a collection of a live cluster, whose objects have names instead of lines for positions. */
    public ClusterList clusterList(String collection) {
        return new ClusterList(
                relevance,
                list -> new ManifestStream(
                                collection,
                                namespace,
                                manifest -> add(manifest.inCluster()),
                                finding -> report(finding.inCluster()))
                        .read(list));
    }

    /** Notes that policies, or other objects that matter to access, of a kind may exist in a live cluster and cannot be listed. */
    public void noteUnlisted(PolicyKind kind) {
        builder.submit(1, it -> it.noteUnlisted(kind));
    }

    private void add(Manifest manifest) {
        read++;
        further.accept(manifest);
        builder.submit(manifest.content().size(), it -> it.add(manifest));
    }

    /** Returns all that has been read so far. */
    public Snapshot snapshot() {
        return builder.await().build();
    }

    /** Returns how many Kubernetes objects have been read so far. */
    public int objects() {
        return read;
    }

    private void folder(Path folder, boolean underKustomization) throws IOException {
        List<Path> entries = entries(folder);
        if (named(entries, CHART)) {
            report(
                    Code.UNRENDERED_TEMPLATE,
                    folder,
                    "this folder is a Helm chart, which has to be rendered before it can be read",
                    "run: helm template RELEASE " + display(folder) + " | client-intents check -");
            return;
        }
        boolean kustomized = false;
        for (Path entry : entries) {
            if (KUSTOMIZATIONS.contains(name(entry)) && Files.isRegularFile(entry)) {
                kustomized = true;
                patches.addAll(Kustomization.patches(entry));
            }
        }
        if (kustomized && !underKustomization) {
            report(
                    Code.UNRENDERED_KUSTOMIZATION,
                    folder,
                    "this folder is a kustomization; its files are read without what it changes in them",
                    "run: kustomize build " + display(folder) + " | client-intents check -");
        }
        for (Path entry : entries) {
            String name = name(entry);
            if (name.startsWith(".") || KUSTOMIZATIONS.contains(name) || patches.contains(Kustomization.real(entry))) {
                continue;
            }
            if (Files.isDirectory(entry)) {
                if (!Files.isSymbolicLink(entry)) {
                    folder(entry, kustomized || underKustomization);
                }
            } else if (EXTENSIONS.stream().anyMatch(name.toLowerCase(Locale.ROOT)::endsWith)) {
                fileOf(entry);
            }
        }
    }

    private void fileOf(Path entry) {
        if (Files.isSymbolicLink(entry) && !Files.exists(entry)) {
            report(
                    Code.UNREADABLE,
                    entry,
                    "this is a symbolic link to what does not exist",
                    "remove it, or bring back what it leads to");
        } else if (Files.exists(entry) && !Files.isRegularFile(entry)) {
            report(
                    Code.UNREADABLE,
                    entry,
                    "this is a pipe, a socket or a device and not a regular file, so it is not read",
                    "remove it from the folder, or name it itself if it is meant");
        } else {
            file(entry);
        }
    }

    private void file(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            read(display(file), in);
        } catch (IOException | UncheckedIOException e) {
            report(Code.UNREADABLE, file, "the file cannot be read: " + e.getMessage(), "see whether it may be read");
        }
    }

    private void report(Code code, Path path, String message, String advice) {
        report(new Finding(code, Position.ofFile(display(path)), message, advice));
    }

    private void report(Finding finding) {
        builder.submit(1, it -> it.report(finding));
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return new ArrayList<>(entries.sorted().toList());
        }
    }

    private static boolean named(List<Path> entries, String name) {
        return entries.stream().anyMatch(entry -> name(entry).equals(name));
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    private static String display(Path path) {
        return path.normalize().toString().replace('\\', '/');
    }
}

package dev.clientintents.cli;

import dev.clientintents.learn.merging.Addition;
import dev.clientintents.learn.merging.IntentsEdit;
import dev.clientintents.learn.merging.NotEditable;
import dev.clientintents.learn.merging.UnifiedDiff;
import dev.clientintents.learn.suggest.Plan;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of an input as they are to be: those that hold ClientIntents with what is added to these, and new ones beside
 * the workloads of clients that have none.
 */
public final class EditedFiles {

    private static final List<String> KUSTOMIZATIONS =
            List.of("kustomization.yaml", "kustomization.yml", "Kustomization");

    /**
     * A file.
     *
     * @param before what is in it; null where it is new
     * @param after what is to be in it
     */
    public record Edited(Path path, @Nullable String before, String after) {

        /** Returns the difference, as {@code patch} takes it. */
        public String diff() {
            return UnifiedDiff.of(path.toString(), before, after);
        }
    }

    private final Predicate<Edited> valid;
    private final Map<Path, Edited> edited = new TreeMap<>();
    private final List<Plan.Change> left = new ArrayList<>();
    private final List<String> told = new ArrayList<>();

    private EditedFiles(Predicate<Edited> valid) {
        this.valid = valid;
    }

    /**
     * Makes the changes in memory.
     *
     * @param valid returns whether what is to be in a file can be read as well as what is in it
     */
    public static EditedFiles of(List<Plan.Change> changes, Predicate<Edited> valid) {
        var files = new EditedFiles(valid);
        Map<Path, List<Plan.Change>> byFile = new LinkedHashMap<>();
        for (Plan.Change change : changes) {
            if (change.existing() != null && !change.existing().position().isInCluster()) {
                byFile.computeIfAbsent(Path.of(change.existing().position().file()), it -> new ArrayList<>())
                        .add(change);
            } else {
                files.create(change);
            }
        }
        byFile.forEach(files::edit);
        return files;
    }

    /** Returns the files, by their names. */
    public List<Edited> files() {
        return List.copyOf(edited.values());
    }

    /** Returns the changes that have no file, or one that cannot be edited. */
    public List<Plan.Change> left() {
        return List.copyOf(left);
    }

    /** Returns what a user has to know of files, each in a line. */
    public List<String> told() {
        return List.copyOf(told);
    }

    private void edit(Path file, List<Plan.Change> changes) {
        Map<Integer, List<Addition>> additions = new LinkedHashMap<>();
        changes.forEach(it ->
                additions.put(Objects.requireNonNull(it.existing()).position().line(), it.additions()));
        try {
            if (Files.isSymbolicLink(file) || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new CannotRun(file + " is not edited: it is a symbolic link or no regular file");
            }
            String before = Files.readString(file);
            var change = new Edited(file, before, IntentsEdit.of(before, additions));
            if (!valid.test(change)) {
                throw new CannotRun(file + " is not edited: the API server would refuse what would be written");
            }
            edited.put(file, change);
        } catch (NotEditable e) {
            leave(changes, file + " is not edited: " + e.reason());
        } catch (CharacterCodingException e) {
            leave(changes, file + " is not edited: it is not UTF-8");
        } catch (IOException e) {
            leave(changes, file + " is not edited: " + CannotRun.reason(e));
        } catch (CannotRun e) {
            leave(changes, String.valueOf(e.getMessage()));
        }
    }

    private void leave(List<Plan.Change> changes, String why) {
        left.addAll(changes);
        told.add(why);
    }

    private void create(Plan.Change change) {
        if (change.workload() == null || change.workload().isInCluster() || change.existing() != null) {
            left.add(change);
            return;
        }
        Path beside = Path.of(change.workload().file());
        if (!Files.isRegularFile(beside)) {
            left.add(change);
            return;
        }
        String kind = change.client().kind().toLowerCase(Locale.ROOT);
        String name = change.client().name();
        Path file = Stream.concat(
                        Stream.of(name, name + "-" + kind),
                        IntStream.iterate(2, it -> it + 1).mapToObj(it -> name + "-" + it))
                .map(it -> beside.resolveSibling(it + "-intents.yaml"))
                .filter(it -> !edited.containsKey(it) && !Files.exists(it, LinkOption.NOFOLLOW_LINKS))
                .findFirst()
                .orElseThrow();
        var created = new Edited(file, null, change.yaml());
        if (!valid.test(created)) {
            leave(List.of(change), file + " is not written: the API server would refuse it");
            return;
        }
        edited.put(file, created);
        KUSTOMIZATIONS.stream()
                .map(beside::resolveSibling)
                .filter(Files::isRegularFile)
                .findFirst()
                .ifPresent(it -> told.add(file + " is to be listed under resources in " + it));
    }

    /**
     * Writes the files.
     *
     * @return what was written, each in a line
     * @throws CannotRun where one of them cannot be written, or is no more what was read; those before it are written
     */
    public List<String> write() {
        var written = new ArrayList<String>();
        for (Edited file : files()) {
            try {
                if (!Objects.equals(file.before, file.before == null ? null : Files.readString(file.path))) {
                    throw new CannotRun(
                            "cannot write " + file.path + ": it has changed since it was read; run it again");
                }
                RegularFile.replace(file.path, file.after, file.before == null);
            } catch (IOException e) {
                throw new CannotRun("cannot write " + file.path + ": " + CannotRun.reason(e));
            }
            written.add((file.before == null ? "created " : "edited ") + file.path);
        }
        return written;
    }
}

package dev.clientintents.cli.option;

import dev.clientintents.cli.CannotRun;
import dev.clientintents.finding.Baseline;
import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Spelling;
import dev.clientintents.manifest.BaselineFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** The options that say which findings nobody has to be told. */
public final class BaselineOptions {

    @Option(
            names = "--off",
            paramLabel = "CODE",
            split = ",",
            showDefaultValue = Visibility.NEVER,
            description = "A kind of findings to leave out, for example open-to-everybody.")
    private List<String> off = List.of();

    @Option(
            names = "--baseline",
            paramLabel = "FILE",
            description = "Known findings, which are left out; those of them that are gone are told.")
    private @Nullable Path baseline;

    @Option(
            names = "--write-baseline",
            paramLabel = "FILE",
            description = "Write all findings into this file, for --baseline, and tell none.")
    private @Nullable Path target;

    /** Returns the file into which findings are to be written; empty where they are to be told. */
    public Optional<Path> target() {
        return Optional.ofNullable(target);
    }

    /** Returns the findings that are wanted, known or not. */
    public List<Finding> wanted(List<Finding> findings) {
        Set<Code> unwanted = off();
        return findings.stream().filter(it -> !unwanted.contains(it.code())).toList();
    }

    /** Returns the wanted findings that are not known, and which of the known are gone. */
    public List<Finding> unknown(List<Finding> wanted) {
        return baseline == null ? wanted : read(baseline).unknown(wanted, off());
    }

    private Set<Code> off() {
        Set<Code> codes = EnumSet.noneOf(Code.class);
        off.forEach(id -> codes.add(code(id)));
        return codes;
    }

    private static Code code(String id) {
        List<String> ids = Arrays.stream(Code.values()).map(Code::id).toList();
        return Arrays.stream(Code.values())
                .filter(it -> it.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new CannotRun("--off must be the code of a finding, not " + id + ": "
                        + Spelling.similar(ids, id)
                                .map(it -> "did you mean " + it + "?")
                                .orElse("write it as check prints it")));
    }

    private static Baseline read(Path file) {
        if (Files.isDirectory(file)) {
            throw new CannotRun("--baseline must be a file that --write-baseline wrote, not the folder " + file
                    + "; manifests before a change are named with --before");
        }
        try (InputStream in = Files.newInputStream(file)) {
            BaselineFile read = BaselineFile.read(file.toString(), in);
            if (!read.findings().isEmpty()) {
                var lines = new ArrayList<String>();
                lines.add("--baseline must be a file that --write-baseline wrote; manifests before a change are named"
                        + " with --before");
                read.findings().forEach(it -> lines.add(it.position() + ": " + it.message()));
                throw CannotRun.because(lines);
            }
            return read.baseline();
        } catch (NoSuchFileException e) {
            throw new CannotRun("no such file: " + file + "; write it with --write-baseline " + file);
        } catch (IOException | UncheckedIOException e) {
            throw new CannotRun("cannot read the baseline " + file + ": " + CannotRun.reason(e));
        }
    }
}

package dev.clientintents.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Takes the custom resource definitions out of a Go module, which the {@code go} command downloads and compares with
 * the checksums of {@code go.sum}. The user's own settings of the module proxy hold, so it works wherever Go modules
 * can be had.
 */
final class ModuleDownload implements BinarySource {

    @Override
    public Path fetch(Tool tool, Path folder, Progress progress) throws IOException, InterruptedException {
        GoBuild.requireGo(folder);
        try (Progress.Step step =
                progress.step("downloading " + tool.importPath() + " " + tool.version() + " with go", "once")) {
            Files.writeString(folder.resolve("go.mod"), tool.goMod());
            Files.writeString(folder.resolve("go.sum"), tool.goSum());
            String answer = Command.in(folder)
                    .with("GOWORK", "off")
                    .run("go", "mod", "download", "-json", tool.module() + "@v" + tool.version());
            Path module = Path.of(new ObjectMapper()
                    .readTree(answer.substring(answer.indexOf('{')))
                    .required("Dir")
                    .textValue());
            Path all = folder.resolve(tool.fileName());
            Files.writeString(all, definitions(module.resolve(tool.directory())));
            step.done();
            return all;
        }
    }

    /** Returns the files of a folder that are named by the group of what they define, in one. */
    private static String definitions(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> definitions = files.filter(
                            it -> it.getFileName().toString().contains(".k8s.io_"))
                    .sorted()
                    .toList();
            if (definitions.isEmpty()) {
                throw new IOException(folder + " defines no kinds");
            }
            var texts = new StringBuilder();
            for (Path file : definitions) {
                texts.append("---\n").append(Files.readString(file).replaceFirst("^---\n", ""));
            }
            return texts.toString();
        }
    }
}

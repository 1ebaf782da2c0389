package dev.clientintents.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clientintents.cli.git.GitTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitTreeTest {

    @TempDir
    private Path repository;

    @BeforeEach
    void aRepositoryWithTwoRevisions() throws Exception {
        git("init", "-q");
        write("deploy/web.yaml", "one\n");
        write("deploy/sub/db.yaml", "");
        write("other.yaml", "three\n");
        Files.createSymbolicLink(repository.resolve("deploy/link.yaml"), Path.of("web.yaml"));
        git("add", ".");
        git("commit", "-qm", "first");
        write("deploy/web.yaml", "two\nwith an ü and no line break");
        git("commit", "-qam", "second");
        write("deploy/web.yaml", "not committed");
    }

    @Test
    void aRevisionIsReadAsItWasAndLinksAreLeftOut() throws IOException {
        assertThat(files("HEAD~1", "deploy")).containsExactly("deploy/sub/db.yaml=", "deploy/web.yaml=one\n");
        assertThat(files("HEAD", "deploy/web.yaml"))
                .containsExactly("deploy/web.yaml=two\nwith an ü and no line break");
        assertThat(files("HEAD", ".")).hasSize(3);
        assertThat(repository.resolve("deploy/web.yaml")).hasContent("not committed");
    }

    @Test
    void whatIsNotThereIsOneLine() {
        assertThatThrownBy(() -> GitTree.of(repository, "nowhere", "."))
                .hasMessage("no Git revision nowhere in the repository of this folder");
        assertThatThrownBy(() -> GitTree.of(repository, "HEAD", "deploi"))
                .hasMessage("Git revision HEAD has no deploi");
        assertThatThrownBy(() -> GitTree.of(repository, "--output=x", "."))
                .hasMessageStartingWith("not a Git revision");
    }

    private List<String> files(String revision, String path) throws IOException {
        Path folder;
        List<String> contents;
        try (var tree = GitTree.of(repository, revision, path)) {
            folder = tree.folder();
            try (Stream<Path> files = Files.walk(folder)) {
                List<Path> all = files.filter(Files::isRegularFile).sorted().toList();
                contents = new ArrayList<>();
                for (Path file : all) {
                    contents.add(folder.relativize(file) + "=" + Files.readString(file));
                }
            }
        }
        assertThat(folder).doesNotExist();
        return contents;
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(repository.resolve(file).getParent());
        Files.writeString(repository.resolve(file), text);
    }

    private void git(String... arguments) throws Exception {
        List<String> command = Stream.concat(
                        Stream.of("git", "-c", "user.name=a", "-c", "user.email=a@example.org"), Stream.of(arguments))
                .toList();
        Process process = new ProcessBuilder(command)
                .directory(repository.toFile())
                .inheritIO()
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }
}

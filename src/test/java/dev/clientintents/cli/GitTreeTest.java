package dev.clientintents.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clientintents.Main;
import dev.clientintents.cli.git.GitTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

    @Test
    void whatAPartialCloneLacksIsNotFetched() throws Exception {
        Path clone = repository.resolve("clone");
        Path ran = repository.resolve("ran");
        git("clone", "-q", "--no-checkout", "--no-local", ".", clone.toString());
        String blob = output(repository, "rev-parse", "HEAD~1:deploy/web.yaml");
        Path objects = clone.resolve(".git/objects");
        for (Path pack : packs(objects)) {
            Path outside = Files.move(pack, repository.resolve(pack.getFileName()));
            if (outside.toString().endsWith(".pack")) {
                unpack(clone, outside);
            }
        }
        Files.delete(objects.resolve(blob.substring(0, 2)).resolve(blob.substring(2)));
        Files.writeString(clone.resolve(".git/config"), """
                [core]
                repositoryformatversion = 1
                [extensions]
                partialClone = origin
                [remote "origin"]
                url = ext::sh -c "touch%% %s"
                promisor = true
                partialclonefilter = blob:none
                [protocol "ext"]
                allow = always
                """.formatted(ran));
        List<Path> before = temporary();

        assertThatThrownBy(() -> GitTree.of(clone, "HEAD~1", "deploy"))
                .isInstanceOf(CannotRun.class)
                .hasMessageStartingWith("this repository lacks the content of deploy/web.yaml");
        assertThat(ran).doesNotExist();
        assertThat(temporary()).isEqualTo(before);
    }

    @Test
    void aNameThatTheLocaleCannotWriteIsALine() throws Exception {
        write("deploy/größe.yaml", "a: b\n");
        git("add", ".");
        git("commit", "-qm", "third");
        var java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "diff",
                        "git:HEAD:deploy",
                        "git:HEAD:deploy")
                .directory(repository.toFile())
                .redirectErrorStream(true);
        java.environment().keySet().removeIf(it -> it.startsWith("LC_") || it.equals("LANG"));
        java.environment().put("LC_ALL", "C");

        Process process = java.start();

        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said).doesNotContain("Exception", "this should not have happened");
        if (process.waitFor() != 0) {
            assertThat(said)
                    .contains("cannot be written in the character set of this locale")
                    .contains("LC_ALL=C.UTF-8");
        }
    }

    private static List<Path> packs(Path objects) throws IOException {
        try (Stream<Path> files = Files.list(objects.resolve("pack"))) {
            return files.toList();
        }
    }

    private static void unpack(Path clone, Path pack) throws Exception {
        assertThat(new ProcessBuilder("git", "unpack-objects", "-q")
                        .directory(clone.toFile())
                        .redirectInput(pack.toFile())
                        .start()
                        .waitFor())
                .isZero();
    }

    private static String output(Path folder, String... arguments) throws IOException {
        Process process = new ProcessBuilder(
                        Stream.concat(Stream.of("git"), Stream.of(arguments)).toList())
                .directory(folder.toFile())
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    private static List<Path> temporary() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(it -> it.getFileName().toString().startsWith("client-intents"))
                    .sorted()
                    .toList();
        }
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

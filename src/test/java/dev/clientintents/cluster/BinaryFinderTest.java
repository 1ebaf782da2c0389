package dev.clientintents.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the binaries of the control plane are looked for, in which order, and what is said where they are nowhere. */
class BinaryFinderTest {
    private final Path assets;
    private final BinaryCache cache;
    private final List<String> lines = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final BinarySource download = source("download");
    private final BinarySource offline = (tool, folder, progress) -> {
        asked.add("offline");
        Files.writeString(folder.resolve(tool.fileName()), "half of it");
        throw new IOException("no way\nto the internet");
    };

    BinaryFinderTest(@TempDir Path folder) throws IOException {
        this.assets = Files.createDirectory(folder.resolve("assets"));
        this.cache = new BinaryCache(folder.resolve("cache"), new Platform("linux", "amd64"));
    }

    @Test
    void theAssetsComeFirst() throws Exception {
        for (Tool tool : Tool.values()) {
            executable(assets.resolve(tool.fileName()));
        }

        assertThat(find(download)).isEqualTo(new BinarySearch.Found(in(assets)));
        assertThat(asked).isEmpty();
    }

    @Test
    void assetsThatLackABinaryAreCompletedAndThatIsSaid() throws Exception {
        executable(assets.resolve("etcd"));
        executable(assets.resolve("kube-apiserver"));

        assertThat(find(download))
                .isEqualTo(new BinarySearch.Found(new Binaries(
                        assets.resolve("etcd"),
                        assets.resolve("kube-apiserver"),
                        cache.file(Tool.KUBE_CONTROLLER_MANAGER))));
        assertThat(asked).containsExactly("download");
        assertThat(lines).containsExactly("KUBEBUILDER_ASSETS (" + assets + ") has no kube-controller-manager");
    }

    @Test
    void aFileOfTheAssetsThatCannotRunIsNone() throws Exception {
        Files.createFile(assets.resolve("etcd"));

        find(download);

        assertThat(lines).contains("KUBEBUILDER_ASSETS (" + assets + ") has no etcd");
    }

    @Test
    void whatIsFetchedIsKept() throws Exception {
        BinarySearch first = find(download);
        asked.clear();

        assertThat(find(offline)).isEqualTo(first);
        assertThat(asked).isEmpty();
    }

    @Test
    void whereOneSourceHasNothingTheNextIsAsked() throws Exception {
        assertThat(find(offline, source("build"))).isInstanceOf(BinarySearch.Found.class);

        assertThat(asked).containsExactly("offline", "build", "offline", "build", "offline", "build");
        assertThat(cache.file(Tool.ETCD)).isExecutable().hasContent("build");
    }

    @Test
    void whereNoSourceHasItOneLineSaysWhyAndNothingIsLeftBehind() throws Exception {
        BinarySource noGo = (tool, folder, progress) -> {
            throw new IOException("there is no go command");
        };

        assertThat(find(offline, noGo))
                .isEqualTo(new BinarySearch.Missing(
                        "no etcd " + Tool.ETCD.version() + ": no way | to the internet; there is no go command"));
        assertThat(cache.find(Tool.ETCD)).isEmpty();
        try (Stream<Path> left = Files.list(cache.file(Tool.ETCD).getParent())) {
            assertThat(left).extracting(it -> it.getFileName().toString()).containsExactly("etcd.lock");
        }
    }

    @Test
    void testsAreSkippedWithTheReasonAndFailWhereCiIsSet() {
        var missing = new BinarySearch.Missing("no go");

        assertThat(RealClusterExtension.condition(missing, Map.of()))
                .matches(it -> it.isDisabled())
                .extracting(it -> it.getReason().orElseThrow())
                .isEqualTo("no real control plane: no go");
        assertThat(RealClusterExtension.condition(missing, Map.of("CI", "false"))
                        .isDisabled())
                .isTrue();
        assertThat(RealClusterExtension.condition(missing, Map.of("CI", "true")).isDisabled())
                .isFalse();
        assertThatThrownBy(() -> RealClusterExtension.found(missing)).hasMessageContaining("CI is set", "no go");
        assertThat(RealClusterExtension.condition(new BinarySearch.Found(in(assets)), Map.of())
                        .isDisabled())
                .isFalse();
    }

    private BinarySearch find(BinarySource... sources) throws InterruptedException {
        return new BinaryFinder(Map.of("KUBEBUILDER_ASSETS", assets.toString()), cache, List.of(sources))
                .find(new Progress(lines::add));
    }

    private BinarySource source(String name) {
        return (tool, folder, progress) -> {
            asked.add(name);
            return executable(Files.writeString(folder.resolve("a"), name));
        };
    }

    private static Path executable(Path file) throws IOException {
        if (Files.notExists(file)) {
            Files.createFile(file);
        }
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private static Binaries in(Path folder) {
        return new Binaries(
                folder.resolve("etcd"), folder.resolve("kube-apiserver"), folder.resolve("kube-controller-manager"));
    }
}

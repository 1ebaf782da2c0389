package dev.clientintents.reach;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One folder for each case, after the <a
 * href="https://github.com/kubernetes/kubernetes/blob/master/test/e2e/network/netpol/network_policy.go">end-to-end
 * tests of Kubernetes</a>: policies over one small world, and the {@link TruthTable} that follows. With
 * {@code -Dgolden.write=true} the tables are written, to be read against the sentence at the top of the policies before
 * they are committed.
 */
class TruthTableTest {

    private static final Path CASES = Path.of("src/test/resources/reach");

    static Stream<Path> cases() throws IOException {
        try (Stream<Path> folders = Files.list(CASES)) {
            List<Path> sorted = folders.filter(Files::isDirectory).sorted().toList();
            return sorted.stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theTableFollowsFromThePolicies(Path folder) throws IOException {
        World world = new YamlWorld(CASES.resolve("in-world.yaml"), folder.resolve("in-policies.yaml")).world();
        String table = new TruthTable(Reachability.of(world)).text();

        Path file = folder.resolve("out-reach.txt");
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(file, table);
        }
        assertThat(table).isEqualTo(Files.readString(file));
    }
}

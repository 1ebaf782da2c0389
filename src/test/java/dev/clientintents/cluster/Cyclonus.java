package dev.clientintents.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * <a href="https://github.com/mattfenwick/cyclonus">cyclonus</a>, which judges traffic by NetworkPolicies without a
 * cluster.
 */
public final class Cyclonus {
    private final Path binary;

    private Cyclonus(Path binary) {
        this.binary = binary;
    }

    /**
     * Finds it in the cache folder of the user, where it is built first if it is not there, which takes minutes.
     *
     * @throws IOException when it cannot be built; the message says why
     */
    public static Cyclonus find(Consumer<String> progress) throws IOException, InterruptedException {
        Path root = BinaryCache.root(System.getenv(), Path.of(System.getProperty("user.home")));
        return new Cyclonus(new BinaryCache(root, Platform.current())
                .findOrFetch(Tool.CYCLONUS, List.of(new GoBuild()), new Progress(progress)));
    }

    /**
     * Whether each traffic of a file is allowed, in its order.
     *
     * @param policies a folder whose files hold a policy or a JSON list each: of a file of several documents only the
     *     first is read
     * @param traffic a JSON list of traffic
     */
    public List<Boolean> judge(Path policies, Path traffic) throws IOException, InterruptedException {
        return Command.in(policies)
                .run(
                        binary.toString(),
                        "analyze",
                        "--mode",
                        "query-traffic",
                        "--policy-path",
                        policies.toString(),
                        "--traffic-path",
                        traffic.toString())
                .lines()
                .filter(line -> line.contains("IS ALLOWED?"))
                .map(line -> line.contains("TRUE"))
                .toList();
    }
}

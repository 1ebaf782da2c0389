package dev.clientintents.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures the pipeline commands as a pipeline runs them: each in a JVM of its own. It asserts nothing about time. The
 * best and the median of {@code -Dbench.rounds=5} runs are printed, and the largest resident size that was seen.
 */
public final class PipelineBenchmark {

    private static final Path FOLDER = Path.of("target/bench-pipelines");

    private PipelineBenchmark() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var archived = new PipelineWorld(20, 1);
        CommandRun.of(FOLDER, who(archived, archived.write(FOLDER)));
        System.out.println("| | lines | best | median | resident at most |");
        System.out.println("|---|---|---|---|---|");
        for (var world :
                List.of(new PipelineWorld(1_000, 0), new PipelineWorld(5_000, 0), new PipelineWorld(2_000, 5))) {
            Path file = world.write(FOLDER);
            measure("`who-can-reach`, " + world.title(), who(world, file));
            measure("`reach`, " + world.title(), List.of("reach", file.toString()));
        }
    }

    private static List<String> who(PipelineWorld world, Path file) {
        return List.of("who-can-reach", world.server(), "-f", file.toString());
    }

    private static void measure(String title, List<String> command) throws IOException, InterruptedException {
        var runs = new ArrayList<CommandRun>();
        for (int i = 0; i < Integer.getInteger("bench.rounds", 5); i++) {
            runs.add(CommandRun.of(FOLDER, command));
        }
        double[] seconds =
                runs.stream().mapToDouble(CommandRun::seconds).sorted().toArray();
        System.out.printf(
                "| %s | %,d | %.2f s | %.2f s | %d MiB |%n",
                title,
                runs.get(0).lines(),
                seconds[0],
                seconds[seconds.length / 2],
                runs.stream().mapToLong(CommandRun::mebibytes).max().orElse(0));
    }
}

package dev.clientintents.cli.command;

import dev.clientintents.cli.Evaluated;
import dev.clientintents.cli.Input;
import dev.clientintents.cli.option.InputOptions;
import dev.clientintents.cli.option.OutputOption;
import dev.clientintents.cli.option.ReadOptions;
import dev.clientintents.cli.report.GraphFormat;
import dev.clientintents.map.Drawing;
import dev.clientintents.map.Drawings;
import dev.clientintents.map.IntentMap;
import dev.clientintents.model.PlainText;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Draws who consumes whom. */
@Command(
        description = {
            "Draws the map of who consumes whom: what ClientIntents declare, and what the policies make of it.",
            ""
        },
        exitCodeList = {
            "0:All of the input is on the map.",
            "1:Something could not be read, and the rest is on the map; with --strict also warnings about it.",
            "2:It cannot run."
        },
        footer = {
            "  client-intents graph -o html deploy/ > map.html    @|faint # to search, filter and ask why|@",
            "  client-intents graph -o svg deploy/ > map.svg",
            "  client-intents graph deploy/                       @|faint # Mermaid, for Markdown|@",
            "  client-intents graph -o dot deploy/ | dot -Tpng > map.png",
            "  client-intents graph -o json deploy/ | jq '.edges[] | select(.state == \"blocked\")'"
        })
public final class GraphCommand extends EvaluatingCommand {

    /** More boxes than this cannot be looked at. */
    private static final int MOST_WORKLOADS = 100;

    /** The things that a box can stand for. */
    enum Grouping {
        auto,
        workload,
        namespace
    }

    @Mixin
    private InputOptions input = new InputOptions();

    @Mixin
    private OutputOption<GraphFormat> output = new OutputOption<>(GraphFormat.mermaid);

    @Option(
            names = "--by",
            paramLabel = "WHAT",
            defaultValue = "auto",
            description = "What a box stands for: a workload, a namespace, or (auto) a workload; where there are more"
                    + " than " + MOST_WORKLOADS
                    + ", one of those that are connected or closed, or else a namespace. JSON, and the lists of the"
                    + " page, have all workloads.")
    private Grouping grouping = Grouping.auto;

    @Option(
            names = "--title",
            paramLabel = "TEXT",
            showDefaultValue = Visibility.NEVER,
            description = "The title of the map; the paths of the input if it is not given.")
    private @Nullable String title;

    @Override
    ReadOptions input() {
        return input;
    }

    @Override
    int answer(Evaluated evaluated, PrintWriter out) {
        Input read = evaluated.input();
        IntentMap map = IntentMap.of(
                PlainText.oneLine(title == null ? "Who consumes whom: " + input.description() : title),
                read.snapshot(),
                read.outcome(),
                evaluated.reach().reachability());
        out.print(output.format().write(map, drawing(map)));
        return evaluated.exitCode(input.strict());
    }

    private Drawing drawing(IntentMap map) {
        return switch (grouping) {
            case workload -> Drawings.byWorkload(map);
            case namespace -> Drawings.byNamespace(map);
            case auto -> {
                Drawing all = Drawings.byWorkload(map);
                Drawing connected = all.boxes().size() <= MOST_WORKLOADS ? all : Drawings.connected(map);
                boolean readable =
                        !connected.boxes().isEmpty() && connected.boxes().size() <= MOST_WORKLOADS;
                yield readable || all.boxes().isEmpty() ? connected : Drawings.byNamespace(map);
            }
        };
    }
}

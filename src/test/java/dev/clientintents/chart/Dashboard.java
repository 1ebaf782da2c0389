package dev.clientintents.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The Grafana dashboard of the chart. */
public final class Dashboard {

    private static final Pattern METRIC = Pattern.compile("(?:client_intents|reconciliations)_[a-z_]+");

    private Dashboard() {}

    /** The names of the metrics that it asks for. */
    public static Set<String> metrics() throws IOException {
        return METRIC.matcher(Files.readString(Chart.FOLDER.resolve("files/dashboard.json")))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }
}

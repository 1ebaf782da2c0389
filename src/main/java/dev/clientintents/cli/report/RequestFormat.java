package dev.clientintents.cli.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.clientintents.manifest.ManifestWriter;
import dev.clientintents.model.PlainText;
import dev.clientintents.query.ConsentRequest;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The formats in which requests for consent are written; the names are those of the option's values. */
public enum RequestFormat {
    text {
        @Override
        public void write(List<ConsentRequest> requests, boolean complete, PrintWriter out) {
            requests.forEach(request -> out.print(PlainText.oneLine(line(request)) + "\n"));
        }
    },
    json {
        @Override
        public void write(List<ConsentRequest> requests, boolean complete, PrintWriter out) {
            out.print(ManifestWriter.json(Report.of(requests, complete)));
        }
    },
    yaml {
        @Override
        public void write(List<ConsentRequest> requests, boolean complete, PrintWriter out) {
            out.print(ManifestWriter.yaml(List.of(Report.of(requests, complete))));
        }
    };

    /**
     * Writes requests.
     *
     * @param complete whether all of the input counts
     */
    public abstract void write(List<ConsentRequest> requests, boolean complete, PrintWriter out);

    private static String line(ConsentRequest request) {
        String ports = request.ports() == null
                ? "all ports"
                : request.ports().stream().map(String::valueOf).collect(Collectors.joining(", "));
        return request.client() + " waits for " + request.server() + " : " + ports + " (" + request.position() + ")"
                + (request.closed() ? "" : "; the server is not closed, so that it reaches it");
    }

    /** Requests for programs. */
    @JsonPropertyOrder({"complete", "requests"})
    record Report(boolean complete, List<Item> requests) {

        static Report of(List<ConsentRequest> requests, boolean complete) {
            return new Report(complete, requests.stream().map(Item::of).toList());
        }
    }

    /** A request; {@code ports} is there where not all ports are meant, and {@code file} and {@code line} are of files. */
    @JsonPropertyOrder({"client", "server", "ports", "closed", "file", "line"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Item(
            String client,
            String server,
            @Nullable List<String> ports,
            boolean closed,
            @Nullable String file,
            @Nullable Integer line) {

        static Item of(ConsentRequest request) {
            boolean live = request.position().isInCluster();
            return new Item(
                    request.client(),
                    request.server().toString(),
                    request.ports() == null
                            ? null
                            : request.ports().stream().map(String::valueOf).toList(),
                    request.closed(),
                    live ? null : request.position().file(),
                    live ? null : (Integer) request.position().line());
        }
    }
}

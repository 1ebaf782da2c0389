package dev.clientintents.manifest;

import dev.clientintents.finding.Position;
import dev.clientintents.model.PlainText;
import java.util.List;

/**
 * A connection that somebody expects to be open or closed.
 *
 * @param position where it is written
 * @param allowed whether it must be open; else it must be closed
 * @param from the name of the client, as it is written
 * @param to the name of the server, as it is written
 * @param ports the ports, as they are written; none for any
 */
public record Expectation(Position position, boolean allowed, String from, String to, List<String> ports) {

    public Expectation {
        ports = List.copyOf(ports);
    }

    /** Returns the expectation as one line, for example {@code allow shop/web => shop/auth : 8080}. */
    @Override
    public String toString() {
        return PlainText.oneLine((allowed ? "allow " : "deny ") + from + " => " + to
                + (ports.isEmpty() ? "" : " : " + String.join(", ", ports)));
    }
}

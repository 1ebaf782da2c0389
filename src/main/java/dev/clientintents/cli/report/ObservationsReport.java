package dev.clientintents.cli.report;

import dev.clientintents.learn.observe.Connection;
import dev.clientintents.learn.observe.Observations;
import dev.clientintents.learn.observe.Seen;
import dev.clientintents.model.PlainText;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What was seen of connections, for people; the names in it are those of others. */
public final class ObservationsReport {

    private ObservationsReport() {}

    /** Returns in one line when and how much was seen, and what was passed over. */
    public static String summary(Observations observations) {
        long seen = Stream.of(
                        observations.connections().values().stream(),
                        observations.apart().values().stream().map(Observations.Apart::seen),
                        observations.scans().stream().map(Observations.Scan::seen))
                .flatMap(it -> it)
                .mapToLong(Seen::count)
                .sum();
        String passedOver = observations.passedOver().entrySet().stream()
                .map(it -> it.getKey() + " (" + number(it.getValue()) + ")")
                .collect(Collectors.joining(", "));
        return "seen " + window(observations) + ": "
                + counted(observations.connections().size(), "connection") + ", "
                + number(observations.apart().size()) + " more apart, "
                + counted(observations.scans().size(), "scan") + ", " + counted(seen, "sighting")
                + (passedOver.isEmpty() ? "" : "; passed over: " + passedOver);
    }

    /** Returns from when until when it was watched, as far as the sources tell. */
    public static String window(Observations observations) {
        if (observations.from() == null && observations.until() == null) {
            return "at a time that no source tells";
        }
        return (observations.from() == null ? "" : "from " + observations.from() + " ")
                + (observations.until() == null ? "on" : "until " + observations.until());
    }

    /** Returns how often something was seen. */
    public static String counts(Seen seen) {
        return Stream.of(
                        count(seen.allowed(), "came through"),
                        count(seen.denied(), "denied"),
                        count(seen.unanswered(), "without an answer"))
                .filter(it -> !it.isEmpty())
                .collect(Collectors.joining(", "));
    }

    /** Returns a connection in one line. */
    public static String line(Connection connection) {
        String port = connection.port() == 0 ? "any port" : Integer.toString(connection.port());
        String protocol = connection.protocol() == null ? "" : " " + connection.protocol();
        return PlainText.oneLine(connection.client() + " -> " + connection.server() + " " + port + protocol);
    }

    /** Writes all of it, a line for each connection. */
    public static void print(Observations observations, PrintWriter out) {
        observations
                .connections()
                .forEach((connection, seen) -> out.print(line(connection) + ": " + counts(seen) + "\n"));
        observations
                .apart()
                .forEach((connection, apart) -> out.print("apart: " + line(connection) + ": " + counts(apart.seen())
                        + ": " + PlainText.oneLine(apart.why()) + "\n"));
        observations
                .scans()
                .forEach(scan ->
                        out.print("scan: " + PlainText.oneLine(scan.client().toString()) + ": at least "
                                + number(scan.targets()) + " servers and ports: " + counts(scan.seen()) + "\n"));
        out.print(PlainText.oneLine(summary(observations)) + "\n");
    }

    private static String count(long count, String what) {
        return count == 0 ? "" : number(count) + " " + what;
    }

    private static String counted(long count, String name) {
        return number(count) + " " + name + (count == 1 ? "" : "s");
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}

package dev.clientintents.cli.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.clientintents.finding.Position;
import dev.clientintents.learn.evidence.Evidence;
import dev.clientintents.learn.evidence.Judged;
import dev.clientintents.learn.evidence.Judgement;
import dev.clientintents.learn.evidence.NeverSeen;
import dev.clientintents.learn.evidence.Remedy;
import dev.clientintents.learn.observe.Connection;
import dev.clientintents.learn.observe.Observations;
import dev.clientintents.learn.observe.Party;
import dev.clientintents.learn.observe.Seen;
import dev.clientintents.model.PlainText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was seen, held against what is declared.
 *
 * @param complete whether all of the input counts, and all of its policies were evaluated
 * @param all whether what is permitted is listed, too
 */
public record EvidenceReport(boolean complete, boolean all, Evidence evidence) {

    /** Evidence for programs; {@code from} and {@code until} are left out where no source tells. */
    @JsonPropertyOrder({
        "complete",
        "from",
        "until",
        "counts",
        "connections",
        "neverSeen",
        "apart",
        "scans",
        "passedOver"
    })
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Document(
            boolean complete,
            @Nullable String from,
            @Nullable String until,
            Map<String, Long> counts,
            List<Item> connections,
            List<Unused> neverSeen,
            List<Scanner> scans,
            Map<String, Long> passedOver) {}

    /** A connection; {@code port} and {@code protocol} are left out where no source tells. */
    @JsonPropertyOrder({
        "judgement",
        "client",
        "server",
        "protocol",
        "port",
        "allowed",
        "denied",
        "unanswered",
        "first",
        "last",
        "apart",
        "why",
        "remedy"
    })
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Item(
            String judgement,
            String client,
            String server,
            @Nullable String protocol,
            @Nullable Integer port,
            long allowed,
            long denied,
            long unanswered,
            @Nullable String first,
            @Nullable String last,
            @Nullable String apart,
            @Nullable String why,
            @Nullable Advice remedy) {}

    /** What would permit a connection. */
    @JsonPropertyOrder({"where", "line"})
    record Advice(String where, String line) {}

    /** What is declared and was not seen; {@code ports} is left out where all are declared. */
    @JsonPropertyOrder({"client", "server", "ports", "file", "line", "caution"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Unused(
            String client,
            String server,
            @Nullable List<String> ports,
            @Nullable String file,
            @Nullable Integer line,
            @Nullable String caution) {}

    /** A client that called more than anything calls. */
    @JsonPropertyOrder({"client", "targets", "count"})
    record Scanner(String client, int targets, long count) {}

    /** Returns all of it, for programs. */
    Document document() {
        Observations observations = evidence.observations();
        var counts = new TreeMap<String, Long>();
        Arrays.stream(Judgement.values())
                .forEach(it -> counts.put(it.toString(), (long) evidence.of(it).size()));
        counts.put("never-seen", (long) evidence.neverSeen().size());
        return new Document(
                complete,
                text(observations.from()),
                text(observations.until()),
                counts,
                listed().stream().map(EvidenceReport::item).toList(),
                evidence.neverSeen().stream().map(EvidenceReport::unused).toList(),
                observations.scans().stream()
                        .map(it -> new Scanner(
                                name(it.client()), it.targets(), it.seen().count()))
                        .toList(),
                observations.passedOver());
    }

    /** Returns it for people, one line for each connection and declaration, and a summary at the end. */
    List<String> lines() {
        var lines = new ArrayList<String>();
        for (Judged judged : listed()) {
            lines.add(line(judged));
        }
        for (NeverSeen unseen : evidence.neverSeen()) {
            lines.add("never-seen: " + client(unseen) + " => " + unseen.server() + " : " + ports(unseen) + " ("
                    + unseen.position() + ")" + (unseen.caution() == null ? "" : "; " + unseen.caution()));
        }
        evidence.observations()
                .scans()
                .forEach(scan -> lines.add("scan: " + name(scan.client()) + " called at least " + scan.targets()
                        + " servers and ports, which tells nothing of what it needs"));
        lines.add(summary());
        lines.add(ObservationsReport.summary(evidence.observations()));
        return lines.stream().map(PlainText::oneLine).toList();
    }

    /** Returns one connection in one line. */
    static String line(Judged judged) {
        Remedy remedy = judged.remedy();
        return judged.judgement() + ": " + connection(judged.connection()) + " (" + times(judged) + ")"
                + (judged.why() == null ? "" : ": " + judged.why())
                + (remedy == null ? "" : "; " + remedy.where() + ": " + remedy.line());
    }

    /** Returns how much of what there is, in one line. */
    String summary() {
        return Arrays.stream(Judgement.values())
                        .map(it -> evidence.of(it).size() + " " + it)
                        .collect(Collectors.joining(", "))
                + ", " + evidence.neverSeen().size() + " declared and never seen";
    }

    /** Returns the connections that are listed, those to be acted on first. */
    List<Judged> listed() {
        var listed = new ArrayList<Judged>();
        for (Judgement judgement :
                List.of(Judgement.WOULD_BE_BLOCKED, Judgement.BLOCKED, Judgement.UNKNOWN, Judgement.PERMITTED)) {
            if (all || judgement != Judgement.PERMITTED) {
                listed.addAll(evidence.of(judgement));
            }
        }
        return listed;
    }

    private static Item item(Judged judged) {
        Connection connection = judged.connection();
        Seen seen = judged.seen();
        Remedy remedy = judged.remedy();
        return new Item(
                judged.judgement().toString(),
                name(connection.client()),
                name(connection.server()),
                protocol(connection),
                port(connection),
                seen.allowed(),
                seen.denied(),
                seen.unanswered(),
                text(seen.first()),
                text(seen.last()),
                judged.apart(),
                judged.why(),
                remedy == null ? null : new Advice(remedy.where(), remedy.line()));
    }

    private static Unused unused(NeverSeen unseen) {
        Position position = unseen.position();
        return new Unused(
                client(unseen),
                unseen.server().toString(),
                unseen.ports().isEmpty()
                        ? null
                        : unseen.ports().stream().map(String::valueOf).toList(),
                position.isInCluster() ? null : position.file(),
                position.isInCluster() ? null : (Integer) position.line(),
                unseen.caution());
    }

    private static String client(NeverSeen unseen) {
        String kind = unseen.client().kind();
        return unseen.client().namespace() + "/" + unseen.client().name() + (kind == null ? "" : "[" + kind + "]");
    }

    static String ports(NeverSeen unseen) {
        return unseen.ports().isEmpty()
                ? "all ports"
                : unseen.ports().stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    static String connection(Connection connection) {
        return name(connection.client()) + " => " + name(connection.server()) + " : " + portText(connection);
    }

    static String portText(Connection connection) {
        String protocol = connection.protocol() == null ? "" : connection.protocol() + " ";
        return connection.port() == 0 ? protocol + "a port that no source tells" : protocol + connection.port();
    }

    /** Returns a party as other commands write workloads. */
    static String name(Party party) {
        return party instanceof Party.OfWorkload it
                ? it.workload().namespace() + "/" + it.workload().name() + "["
                        + it.workload().kind() + "]"
                : party.toString();
    }

    static String times(Judged judged) {
        Seen seen = judged.seen();
        return ObservationsReport.counts(seen)
                + (seen.last() == null ? "" : ", last " + seen.last())
                + (judged.apart() == null ? "" : ", " + judged.apart());
    }

    private static @Nullable String protocol(Connection connection) {
        return connection.protocol() == null ? null : connection.protocol().toString();
    }

    private static @Nullable Integer port(Connection connection) {
        return connection.port() == 0 ? null : (Integer) connection.port();
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }
}

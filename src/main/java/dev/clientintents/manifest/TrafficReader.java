package dev.clientintents.manifest;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.ObservedState;
import dev.clientintents.api.ObservedTrafficStatus;
import dev.clientintents.api.ObservedTrafficStatus.ObservedConnection;
import dev.clientintents.api.ObservedTrafficStatus.ObservedParty;
import dev.clientintents.api.ObservedTrafficStatus.ObservedScan;
import dev.clientintents.effective.PolicyKind;
import dev.clientintents.manifest.yaml.Value.Mapping;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads ObservedTraffic objects of the input. What is missing in one or is no number is as good as not there. */
public final class TrafficReader {

    /** The kind, which a live cluster has to be asked for. */
    public static final PolicyKind KIND = new PolicyKind(ClientIntents.GROUP, "ObservedTraffic");

    private TrafficReader() {}

    /** Returns whether an object is one. */
    public static boolean isTraffic(Manifest manifest) {
        return manifest.kind().equals(KIND.kind()) && manifest.apiVersion().startsWith(KIND.group() + "/");
    }

    /** Returns what those among some objects tell. */
    public static List<ObservedTrafficStatus> read(Collection<Manifest> manifests) {
        return manifests.stream()
                .filter(TrafficReader::isTraffic)
                .flatMap(it -> it.content().mapping("status").stream())
                .map(TrafficReader::status)
                .toList();
    }

    private static ObservedTrafficStatus status(Mapping status) {
        return new ObservedTrafficStatus(
                status.text("since").orElse(""),
                status.text("until").orElse(""),
                mappings(status, "connections").map(TrafficReader::connection).toList(),
                mappings(status, "scans").map(TrafficReader::scan).toList(),
                (int) number(status, "leftOut"));
    }

    private static ObservedConnection connection(Mapping it) {
        return new ObservedConnection(
                party(it, "client"),
                party(it, "server"),
                it.text("protocol").orElse(""),
                (int) number(it, "port"),
                state(it),
                number(it, "count"),
                number(it, "unanswered"),
                it.text("first").orElse(""),
                it.text("last").orElse(""));
    }

    private static ObservedScan scan(Mapping it) {
        return new ObservedScan(
                party(it, "client"),
                (int) number(it, "targets"),
                it.text("first").orElse(""),
                it.text("last").orElse(""));
    }

    private static ObservedParty party(Mapping of, String key) {
        Optional<Mapping> party = of.mapping(key);
        return new ObservedParty(
                text(party, "namespace"),
                text(party, "kind"),
                text(party, "name"),
                text(party, "outside"),
                text(party, "unknown"),
                text(party, "address"));
    }

    private static ObservedState state(Mapping connection) {
        return Arrays.stream(ObservedState.values())
                .filter(it -> connection.text("state").filter(it.name()::equals).isPresent())
                .findFirst()
                .orElse(ObservedState.Undeclared);
    }

    private static Stream<Mapping> mappings(Mapping of, String key) {
        return of.items(key).stream().filter(Mapping.class::isInstance).map(Mapping.class::cast);
    }

    private static @Nullable String text(Optional<Mapping> of, String key) {
        return of.flatMap(it -> it.text(key)).orElse(null);
    }

    private static long number(Mapping of, String key) {
        return of.number(key).orElse(0L);
    }
}

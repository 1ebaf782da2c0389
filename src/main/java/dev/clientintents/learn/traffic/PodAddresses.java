package dev.clientintents.learn.traffic;

import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a pod tells of addresses and ports.
 *
 * @param uid its UID
 * @param labels its labels
 * @param addresses its own; empty where it has none yet
 * @param node the name of its node; empty where it has none yet
 * @param nodeAddresses the addresses of its node, as far as it tells
 * @param hostNetwork whether it uses the addresses of its node
 * @param ended whether it has succeeded or failed, so that its addresses are free again
 * @param started when its node took it; null where that is not told
 * @param ports the numbers of the ports of its containers that have a name
 */
public record PodAddresses(
        ObjectKey pod,
        String uid,
        Map<String, String> labels,
        Set<String> addresses,
        String node,
        Set<String> nodeAddresses,
        boolean hostNetwork,
        boolean ended,
        @Nullable Instant started,
        Map<PortRange.Named, Integer> ports) {

    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

    public PodAddresses {
        labels = Map.copyOf(labels);
        addresses = Set.copyOf(addresses);
        nodeAddresses = Set.copyOf(nodeAddresses);
        ports = Map.copyOf(ports);
    }

    /**
     * Reads a pod.
     *
     * @param pod the whole object: maps, lists, texts, numbers and truth values
     */
    public static PodAddresses read(Map<?, ?> pod) {
        Map<?, ?> metadata = map(pod.get("metadata"));
        Map<?, ?> spec = map(pod.get("spec"));
        Map<?, ?> status = map(pod.get("status"));
        return new PodAddresses(
                key(pod),
                text(metadata, "uid"),
                texts(map(metadata.get("labels"))),
                addresses(status, "podIP", "podIPs"),
                text(spec, "nodeName"),
                addresses(status, "hostIP", "hostIPs"),
                Boolean.TRUE.equals(spec.get("hostNetwork")),
                ENDED.contains(text(status, "phase")),
                time(text(status, "startTime")),
                ports(spec));
    }

    /** Returns the namespace and name of an object. */
    public static ObjectKey key(Map<?, ?> object) {
        Map<?, ?> metadata = map(object.get("metadata"));
        return new ObjectKey(text(metadata, "namespace"), text(metadata, "name"));
    }

    private static Set<String> addresses(Map<?, ?> status, String one, String several) {
        var addresses = new TreeSet<String>();
        if (!text(status, one).isEmpty()) {
            addresses.add(text(status, one));
        }
        for (Object each : list(status.get(several))) {
            String address = text(map(each), "ip");
            if (!address.isEmpty()) {
                addresses.add(address);
            }
        }
        return addresses;
    }

    /** Native sidecars are init containers, and the others have ended before the pod serves anything. */
    private static Map<PortRange.Named, Integer> ports(Map<?, ?> spec) {
        var ports = new HashMap<PortRange.Named, Integer>();
        for (String kind : List.of("initContainers", "containers")) {
            for (Object container : list(spec.get(kind))) {
                for (Object port : list(map(container).get("ports"))) {
                    String name = text(map(port), "name");
                    if (!name.isEmpty() && map(port).get("containerPort") instanceof Integer number) {
                        protocol(text(map(port), "protocol"))
                                .ifPresent(it -> ports.put(new PortRange.Named(it, name), number));
                    }
                }
            }
        }
        return ports;
    }

    private static Optional<Protocol> protocol(String text) {
        return switch (text) {
            case "", "TCP" -> Optional.of(Protocol.TCP);
            case "UDP" -> Optional.of(Protocol.UDP);
            case "SCTP" -> Optional.of(Protocol.SCTP);
            default -> Optional.empty();
        };
    }

    private static @Nullable Instant time(String text) {
        try {
            return text.isEmpty() ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static String text(Map<?, ?> object, String field) {
        return object.get(field) instanceof String text ? text : "";
    }

    private static Map<String, String> texts(Map<?, ?> object) {
        var texts = new HashMap<String, String>();
        object.forEach((key, value) -> {
            if (key instanceof String name && value instanceof String text) {
                texts.put(name, text);
            }
        });
        return texts;
    }
}

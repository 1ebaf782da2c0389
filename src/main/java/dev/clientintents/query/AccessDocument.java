package dev.clientintents.query;

import dev.clientintents.consent.Consumer;
import dev.clientintents.graph.AccessEntry;
import dev.clientintents.graph.AddressBlock;
import dev.clientintents.graph.EntranceSource;
import dev.clientintents.model.EntranceKind;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes ServerAccesses as documents, which say what the entries of the graph do. */
public final class AccessDocument {

    private AccessDocument() {}

    /** Returns an object of the custom resource. */
    public static Map<String, Object> of(AccessEntry entry) {
        var spec = new LinkedHashMap<String, Object>();
        if (entry.server() != null) {
            spec.put("server", named(entry.server().name(), null, entry.server().kind()));
        }
        putIfPresent(
                spec,
                "enforcement",
                entry.enforcement() == null ? null : entry.enforcement().toString());
        if (entry.consumers() != null) {
            spec.put(
                    "consumers",
                    entry.consumers().stream().map(AccessDocument::consumer).toList());
        }
        List<Map<String, Object>> entrances = entrances(entry);
        if (!entrances.isEmpty()) {
            spec.put("entrances", entrances);
        }
        var document = new LinkedHashMap<String, Object>();
        document.put("apiVersion", "clientintents.dev/v1alpha1");
        document.put("kind", "ServerAccess");
        document.put("metadata", named(entry.key().name(), entry.key().namespace(), null));
        document.put("spec", spec);
        return document;
    }

    static Map<String, Object> named(@Nullable String name, @Nullable String namespace, @Nullable String kind) {
        var named = new LinkedHashMap<String, Object>();
        putIfPresent(named, "name", name);
        putIfPresent(named, "namespace", namespace);
        putIfPresent(named, "kind", kind);
        return named;
    }

    static void putIfPresent(Map<String, Object> map, String key, @Nullable Object value) {
        if (value != null) {
            map.put(key, value);
        }
    }

    private static Map<String, Object> consumer(Consumer consumer) {
        Map<String, Object> document = named(consumer.name(), consumer.namespace(), consumer.kind());
        putIfPresent(document, "ports", ports(consumer.ports()));
        return document;
    }

    private static List<Map<String, Object>> entrances(AccessEntry entry) {
        var entrances = new ArrayList<Map<String, Object>>();
        entry.kinds().stream().sorted().forEach(kind -> entrances.add(Map.of(field(kind), Map.of())));
        for (AccessEntry.NamedEntrance entrance : entry.entrances()) {
            Map<String, Object> document = source(entrance.source());
            putIfPresent(document, "ports", ports(entrance.ports()));
            entrances.add(document);
        }
        if (entry.refusesReplicas()) {
            entrances.add(Map.of("self", Map.of("enabled", false)));
        }
        return entrances;
    }

    private static String field(EntranceKind kind) {
        return switch (kind) {
            case ROUTE -> "routes";
            case LOAD_BALANCER -> "loadBalancers";
            case SCRAPE -> "scrapes";
            case API_SERVER -> "apiServer";
        };
    }

    private static Map<String, Object> source(EntranceSource source) {
        var document = new LinkedHashMap<String, Object>();
        if (source instanceof EntranceSource.Workload workload) {
            document.put("workload", named(workload.name(), workload.namespace(), workload.kind()));
        } else if (source instanceof EntranceSource.Addresses addresses) {
            document.put(
                    "cidrs",
                    addresses.blocks().stream().map(AccessDocument::block).toList());
        }
        return document;
    }

    private static Map<String, Object> block(AddressBlock block) {
        var document = new LinkedHashMap<String, Object>();
        document.put("cidr", block.cidr());
        if (!block.except().isEmpty()) {
            document.put("except", block.except());
        }
        return document;
    }

    private static @Nullable List<Map<String, Object>> ports(@Nullable List<PortRange> ports) {
        return ports == null ? null : ports.stream().map(AccessDocument::port).toList();
    }

    /** Returns an entry of a list of ports, as both custom resources have them. */
    public static Map<String, Object> port(PortRange range) {
        var document = new LinkedHashMap<String, Object>();
        if (range instanceof PortRange.Numbered numbered) {
            document.put("port", numbered.first());
            if (numbered.last() != numbered.first()) {
                document.put("endPort", numbered.last());
            }
        } else if (range instanceof PortRange.Named named) {
            document.put("port", named.name());
        }
        if (range.protocol() != Protocol.TCP) {
            document.put("protocol", range.protocol().name());
        }
        return document;
    }
}

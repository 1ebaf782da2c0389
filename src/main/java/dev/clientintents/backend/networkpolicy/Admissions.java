package dev.clientintents.backend.networkpolicy;

import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.model.AccessKey;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.ServerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The access keys that a server's policy admits, and what each of them opens. */
final class Admissions {

    private Admissions() {}

    /**
     * What a key stands for.
     *
     * @param ports of the server, the same wherever the key is declared; null means all
     * @param namespaces where it is declared
     */
    private record Consumed(@Nullable PortRange ports, SortedSet<String> namespaces) {}

    /** In the order of the keys. What a key of a Service cannot be resolved to opens nothing and is left out. */
    static List<Admission> of(IntentGraph graph, ServerId server) {
        SortedMap<AccessKey, Consumed> keys = new TreeMap<>();
        graph.consumers(server).forEach((declaration, intents) -> {
            for (Intent intent : intents) {
                for (Intent.Grant grant : intent.grants()) {
                    keys.computeIfAbsent(grant.key(), key -> new Consumed(grant.ports(), new TreeSet<>()))
                            .namespaces
                            .add(declaration.namespace());
                }
            }
        });
        var admissions = new ArrayList<Admission>();
        keys.forEach((key, consumed) -> {
            List<PortRange> opened = opened(graph, server, consumed.ports);
            if (opened == null || !opened.isEmpty()) {
                admissions.add(new Admission(key, opened, consumed.namespaces));
            }
        });
        return admissions;
    }

    /** The pods' ports; null means all. */
    private static @Nullable List<PortRange> opened(IntentGraph graph, ServerId server, @Nullable PortRange wanted) {
        if (!server.isService()) {
            return wanted == null ? null : List.of(wanted);
        }
        Optional<ServiceEntry> service = graph.service(new ObjectKey(server.namespace(), server.name()));
        if (service.isEmpty()) {
            return List.of();
        }
        if (wanted != null) {
            return service.get().targets(wanted);
        }
        List<PortRange> all = service.get().targets();
        return all.isEmpty() ? null : all;
    }
}

package dev.clientintents.query;

import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.model.ServerId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Writes ClientIntents as documents, which say what the entries of the graph do. */
public final class IntentsDocument {

    private IntentsDocument() {}

    /** Returns an object of the custom resource. */
    public static Map<String, Object> of(IntentsEntry entry) {
        String namespace = entry.key().namespace();
        var spec = new LinkedHashMap<String, Object>();
        spec.put("client", AccessDocument.named(entry.clientName(), null, entry.clientKind()));
        spec.put(
                "consumes",
                entry.intents().stream().map(it -> target(it, namespace)).toList());
        var document = new LinkedHashMap<String, Object>();
        document.put("apiVersion", "clientintents.dev/v1alpha1");
        document.put("kind", "ClientIntents");
        document.put("metadata", AccessDocument.named(entry.key().name(), namespace, null));
        document.put("spec", spec);
        return document;
    }

    private static Map<String, Object> target(Intent intent, String ownNamespace) {
        ServerId server = intent.server();
        Map<String, Object> target = AccessDocument.named(
                server.name(), server.namespace().equals(ownNamespace) ? null : server.namespace(), server.kind());
        List<Map<String, Object>> ports = intent.grants().stream()
                .map(Intent.Grant::ports)
                .filter(Objects::nonNull)
                .map(AccessDocument::port)
                .toList();
        AccessDocument.putIfPresent(target, "ports", ports.isEmpty() ? null : ports);
        return target;
    }
}

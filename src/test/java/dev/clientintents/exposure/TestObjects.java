package dev.clientintents.exposure;

import dev.clientintents.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;

/** Tells an index of objects in YAML. */
final class TestObjects {

    private TestObjects() {}

    static void put(ExposureIndex index, String yaml) {
        Map<?, ?> object = Serialization.unmarshal(yaml, Map.class);
        String apiVersion = (String) object.get("apiVersion");
        String kind = (String) object.get("kind");
        var metadata = (Map<?, ?>) object.get("metadata");
        Object namespace = metadata.get("namespace");
        var key = new ObjectKey(namespace == null ? "" : (String) namespace, (String) metadata.get("name"));
        switch (apiVersion + "/" + kind) {
            case "v1/Service" -> index.put(Serialization.unmarshal(yaml, Service.class));
            case "v1/Node" -> index.putNode(key.name(), NodeFacts.read(object));
            default -> {
                String group = apiVersion.substring(0, Math.max(0, apiVersion.indexOf('/')));
                index.put(group, kind, key, ExposingObject.read(group, kind, key, object));
            }
        }
    }
}

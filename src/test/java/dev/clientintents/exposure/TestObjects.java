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
        var fields = new Fields(object);
        String apiVersion = fields.text("apiVersion", "");
        String kind = fields.text("kind", "");
        Fields metadata = fields.at("metadata");
        var key = new ObjectKey(metadata.text("namespace", ""), metadata.text("name", ""));
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

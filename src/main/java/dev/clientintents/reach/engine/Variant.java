package dev.clientintents.reach.engine;

import dev.clientintents.model.PortRange;
import dev.clientintents.reach.PortSet;
import dev.clientintents.reach.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Tells pods of one workload apart by what policies see in them. */
final class Variant {

    private Variant() {}

    /**
     * Returns everything in which the variants differ, as it is in this pod, for example
     * {@code {no track,port http=TCP 8080}}.
     */
    static String text(PodClass own, World.Pod pod, List<PodClass> variants) {
        var parts = new ArrayList<String>();
        for (String key : variants.stream()
                .flatMap(it -> it.labels().keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new))) {
            if (differ(variants.stream().map(it -> it.labels().get(key)).toList())) {
                parts.add(
                        own.labels().containsKey(key) ? key + "=" + pod.labels().get(key) : "no " + key);
            }
        }
        for (PortRange.Named name : variants.stream()
                .flatMap(it -> it.ports().keySet().stream())
                .distinct()
                .sorted((one, other) -> one.toString().compareTo(other.toString()))
                .toList()) {
            if (differ(variants.stream().map(it -> it.ports().get(name)).toList())) {
                PortSet number = own.ports().get(name);
                parts.add(number == null ? "no port " + name : "port " + name.name() + "=" + number);
            }
        }
        if (differ(variants.stream().map(PodClass::hostNetwork).toList())) {
            parts.add(own.hostNetwork() ? "host network" : "no host network");
        }
        return "{" + String.join(",", parts) + "}";
    }

    private static boolean differ(List<?> values) {
        return values.stream().anyMatch(value -> !Objects.equals(value, values.get(0)));
    }
}

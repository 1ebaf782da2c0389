package dev.clientintents.learn.importing;

import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.manifest.yaml.JsonReader;
import dev.clientintents.manifest.yaml.Value;
import dev.clientintents.manifest.yaml.Value.Mapping;
import dev.clientintents.model.ForeignAnnotations;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.Requirement;
import dev.clientintents.model.Selector;
import dev.clientintents.reach.Direction;
import dev.clientintents.reach.policy.Peer;
import dev.clientintents.reach.policy.Policy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rules that Gardener's controller makes of a Service: who wears the label of one of its ports, or of an alias that its
 * annotations name, reaches its pods there, from its own namespace and from those that its annotations select.
 */
final class GardenerService {

    private static final String NAMESPACES = ForeignAnnotations.GARDENER_PREFIX + "namespace-selectors";
    private static final String ALIAS = ForeignAnnotations.GARDENER_PREFIX + "pod-label-selector-namespace-alias";
    private static final String WORLD = ForeignAnnotations.GARDENER_PREFIX + "from-world-to-ports";
    private static final String FROM = ForeignAnnotations.GARDENER_PREFIX + "from-";
    private static final String ALLOWED_PORTS = "-allowed-ports";

    private final ServiceEntry service;
    private final Map<String, String> annotations;
    private final List<Policy.Rule> rules = new ArrayList<>();
    private final List<String> unreadable = new ArrayList<>();

    GardenerService(ServiceEntry service, Map<String, String> annotations) {
        this.service = service;
        this.annotations = new TreeMap<>(annotations);
        read();
    }

    /** Returns the rules of all its ports and aliases. */
    Policy policy() {
        return new Policy(
                new ObjectKey(service.key().namespace(), service.key().name()),
                Selector.of(service.selector()),
                Map.of(Direction.INGRESS, rules));
    }

    /** Returns the annotations that make no sense. */
    List<String> unreadable() {
        return unreadable;
    }

    /** Returns whether the world reaches some of its ports. */
    boolean isOpenToTheWorld() {
        return annotations.containsKey(WORLD);
    }

    private void read() {
        List<Selector> others = namespaces();
        String own = service.key().namespace();
        String alias = annotations.getOrDefault(ALIAS, own);
        for (PortRange target : service.targets()) {
            String port = "-" + target.protocol().name().toLowerCase(Locale.ROOT) + "-" + text(target);
            String name = service.key().name() + port;
            var peers = new ArrayList<Peer>();
            peers.add(wearing("to-" + name, null));
            others.forEach(it -> peers.add(wearing("to-" + alias + "-" + name, it)));
            rules.add(new Policy.Rule(peers, PluginFields.spec(List.of(target))));
        }
        annotations.keySet().forEach(key -> {
            if (key.startsWith(FROM)
                    && key.endsWith(ALLOWED_PORTS)
                    && key.length() > FROM.length() + ALLOWED_PORTS.length()) {
                String from = key.substring(FROM.length(), key.length() - ALLOWED_PORTS.length());
                List<PortRange> ports = listed(key);
                if (!ports.isEmpty()) {
                    var peers = new ArrayList<Peer>();
                    peers.add(wearing("to-" + from, null));
                    others.forEach(it -> peers.add(wearing("to-" + from, it)));
                    rules.add(new Policy.Rule(peers, PluginFields.spec(ports)));
                }
            }
        });
    }

    private static String text(PortRange target) {
        return target instanceof PortRange.Numbered numbered
                ? Integer.toString(numbered.first())
                : ((PortRange.Named) target).name();
    }

    private static Peer wearing(String name, @Nullable Selector namespaces) {
        return new Peer.Pods(
                namespaces, new Selector(List.of(Requirement.of(GardenerKeys.label(name), GardenerKeys.ALLOWED))));
    }

    private List<Selector> namespaces() {
        var selectors = new ArrayList<Selector>();
        for (Mapping selector : list(NAMESPACES)) {
            try {
                var requirements = new ArrayList<Requirement>();
                for (Mapping expression : OtterizeCall.mappings(selector.items("matchExpressions"))) {
                    requirements.add(Requirement.parse(
                            expression.text("key").orElse(null),
                            expression.text("operator").orElse(null),
                            expression.items("values").stream()
                                    .map(it -> String.valueOf(it.plain()))
                                    .toList()));
                }
                var labels = new HashMap<String, String>();
                selector.mapping("matchLabels")
                        .ifPresent(it ->
                                it.entries().forEach((key, value) -> labels.put(key, String.valueOf(value.plain()))));
                selectors.add(Selector.of(labels, requirements));
            } catch (IllegalArgumentException e) {
                unreadable.add(NAMESPACES);
            }
        }
        return selectors;
    }

    private List<PortRange> listed(String annotation) {
        var ports = new ArrayList<PortRange>();
        for (Mapping port : list(annotation)) {
            Optional<Protocol> protocol =
                    PluginFields.protocol(port.text("protocol").orElse("TCP"));
            Optional<Long> number = port.number("port").filter(it -> it > 0 && it <= 65535);
            Optional<String> name = port.text("port");
            if (protocol.isEmpty() || (number.isEmpty() && name.isEmpty())) {
                unreadable.add(annotation);
            } else if (number.isPresent()) {
                ports.add(PortRange.Numbered.of(protocol.get(), number.get().intValue()));
            } else {
                ports.add(new PortRange.Named(protocol.get(), name.get()));
            }
        }
        return ports;
    }

    private List<Mapping> list(String annotation) {
        String text = annotations.get(annotation);
        if (text == null) {
            return List.of();
        }
        Optional<Value> value = JsonReader.parse(text);
        if (value.orElse(null) instanceof Value.Sequence sequence) {
            return OtterizeCall.mappings(sequence.items());
        }
        unreadable.add(annotation);
        return List.of();
    }
}

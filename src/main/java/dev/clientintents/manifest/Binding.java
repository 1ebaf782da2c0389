package dev.clientintents.manifest;

import dev.clientintents.api.Client;
import dev.clientintents.api.ClientIntentsSpec;
import dev.clientintents.api.Port;
import dev.clientintents.api.ServerAccessSpec;
import dev.clientintents.api.Target;
import dev.clientintents.manifest.yaml.Value;
import dev.clientintents.manifest.yaml.Value.Mapping;
import dev.clientintents.manifest.yaml.Value.Scalar;
import dev.clientintents.reach.IpRange;
import dev.clientintents.reach.World;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.api.model.networking.v1.IPBlock;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Converts the values of a document to objects of the Kubernetes model, with those fields that {@code kinds.yaml} and
 * the CRD list: those that decide who may talk to whom, and all fields of a NetworkPolicy. The schemas have checked
 * their types; where no schema has, a value of another type counts as absent. A mapper that knows the whole model takes
 * longer to learn it than to read a thousand objects.
 */
public final class Binding {

    private Binding() {}

    /** Returns the metadata of an object or of a template; empty metadata where it has none. */
    static ObjectMeta metadata(Mapping object) {
        var metadata = new ObjectMeta();
        object.mapping("metadata").ifPresent(content -> {
            metadata.setName(text(content, "name"));
            metadata.setNamespace(text(content, "namespace"));
            metadata.setUid(text(content, "uid"));
            metadata.setDeletionTimestamp(text(content, "deletionTimestamp"));
            metadata.setLabels(labels(content, "labels"));
            metadata.setAnnotations(texts(content, "annotations"));
            metadata.setOwnerReferences(list(content, "ownerReferences", Binding::owner));
        });
        return metadata;
    }

    private static OwnerReference owner(Mapping content) {
        var owner = new OwnerReference();
        owner.setApiVersion(text(content, "apiVersion"));
        owner.setKind(text(content, "kind"));
        owner.setName(text(content, "name"));
        owner.setUid(text(content, "uid"));
        owner.setController(truth(content, "controller"));
        return owner;
    }

    static Namespace namespace(ObjectMeta metadata) {
        var namespace = new Namespace();
        namespace.setMetadata(metadata);
        return namespace;
    }

    /** Returns a pod, or the pod that a template describes. */
    static Pod pod(ObjectMeta metadata, Mapping content) {
        var pod = new Pod();
        pod.setMetadata(metadata);
        pod.setSpec(object(content, "spec", Binding::podSpec));
        pod.setStatus(object(content, "status", it -> {
            var status = new PodStatus();
            status.setPhase(text(it, "phase"));
            status.setPodIP(text(it, "podIP"));
            status.setPodIPs(list(it, "podIPs", address -> new PodIP(text(address, "ip"))));
            return status;
        }));
        return pod;
    }

    private static PodSpec podSpec(Mapping content) {
        var spec = new PodSpec();
        spec.setHostNetwork(truth(content, "hostNetwork"));
        spec.setContainers(list(content, "containers", Binding::container));
        spec.setInitContainers(list(content, "initContainers", Binding::container));
        return spec;
    }

    private static Container container(Mapping content) {
        var container = new Container();
        container.setName(text(content, "name"));
        // a step of a Workflow may have a parameter in the place of a number
        container.setPorts(list(content, "ports", Binding::containerPort).stream()
                .filter(port -> port.getContainerPort() != null)
                .toList());
        container.setRestartPolicy(text(content, "restartPolicy"));
        return container;
    }

    private static ContainerPort containerPort(Mapping content) {
        var port = new ContainerPort();
        port.setName(text(content, "name"));
        port.setProtocol(text(content, "protocol"));
        port.setContainerPort(number(content, "containerPort"));
        return port;
    }

    static Service service(ObjectMeta metadata, Mapping content) {
        var service = new Service();
        service.setMetadata(metadata);
        service.setSpec(object(content, "spec", it -> {
            var spec = new ServiceSpec();
            spec.setType(text(it, "type"));
            spec.setClusterIP(text(it, "clusterIP"));
            spec.setClusterIPs(texts(it.items("clusterIPs")));
            spec.setPublishNotReadyAddresses(truth(it, "publishNotReadyAddresses"));
            spec.setSelector(labels(it, "selector"));
            spec.setPorts(list(it, "ports", Binding::servicePort));
            spec.setExternalTrafficPolicy(text(it, "externalTrafficPolicy"));
            spec.setLoadBalancerSourceRanges(texts(it.items("loadBalancerSourceRanges")));
            spec.setExternalIPs(texts(it.items("externalIPs")));
            return spec;
        }));
        return service;
    }

    private static ServicePort servicePort(Mapping content) {
        var port = new ServicePort();
        port.setName(text(content, "name"));
        port.setProtocol(text(content, "protocol"));
        port.setPort(number(content, "port"));
        port.setTargetPort(numberOrText(content, "targetPort"));
        return port;
    }

    static NetworkPolicy networkPolicy(ObjectMeta metadata, Mapping content) {
        var policy = new NetworkPolicy();
        policy.setMetadata(metadata);
        policy.setSpec(object(content, "spec", it -> {
            var spec = new NetworkPolicySpec();
            spec.setPodSelector(object(it, "podSelector", Binding::selector));
            spec.setPolicyTypes(texts(it.items("policyTypes")));
            spec.setIngress(
                    list(it, "ingress", rule -> new NetworkPolicyIngressRule(peers(rule, "from"), policyPorts(rule))));
            spec.setEgress(
                    list(it, "egress", rule -> new NetworkPolicyEgressRule(policyPorts(rule), peers(rule, "to"))));
            return spec;
        }));
        return policy;
    }

    private static List<NetworkPolicyPeer> peers(Mapping rule, String field) {
        return list(rule, field, content -> {
            var peer = new NetworkPolicyPeer();
            peer.setPodSelector(object(content, "podSelector", Binding::selector));
            peer.setNamespaceSelector(object(content, "namespaceSelector", Binding::selector));
            peer.setIpBlock(object(content, "ipBlock", it -> new IPBlock(text(it, "cidr"), texts(it.items("except")))));
            return peer;
        });
    }

    private static List<NetworkPolicyPort> policyPorts(Mapping rule) {
        return list(rule, "ports", content -> {
            var port = new NetworkPolicyPort();
            port.setProtocol(text(content, "protocol"));
            port.setPort(numberOrText(content, "port"));
            port.setEndPort(number(content, "endPort"));
            return port;
        });
    }

    /**
     * Returns the selector by which a workload finds its pods, which is one of labels and expressions, or, as that of a
     * ReplicationController, just labels, which its template may stand for; null where its spec has none.
     */
    static @Nullable LabelSelector ownSelector(Mapping object) {
        Optional<Mapping> spec = object.mapping("spec");
        Optional<Mapping> selector = spec.flatMap(it -> it.mapping("selector"));
        if (selector.filter(it -> !it.entries().isEmpty()).isEmpty()) {
            return object.text("kind").filter("ReplicationController"::equals).isPresent()
                    ? spec.flatMap(it -> it.mapping("template"))
                            .flatMap(it -> it.mapping("metadata"))
                            .map(it -> new LabelSelector(List.of(), labels(it, "labels")))
                            .orElse(null)
                    : selector.map(Binding::selector).orElse(null);
        }
        Map<String, Value> entries = selector.get().entries();
        if (entries.containsKey("matchLabels") || entries.containsKey("matchExpressions")) {
            return selector(selector.get());
        }
        Map<String, String> labels = labels(spec.get(), "selector");
        return labels.size() == entries.size() ? new LabelSelector(List.of(), labels) : null;
    }

    private static LabelSelector selector(Mapping content) {
        var selector = new LabelSelector();
        selector.setMatchLabels(labels(content, "matchLabels"));
        selector.setMatchExpressions(list(
                content,
                "matchExpressions",
                it -> new LabelSelectorRequirement(text(it, "key"), text(it, "operator"), texts(it.items("values")))));
        return selector;
    }

    /** Returns a node with the addresses that its status has. */
    static World.Node node(ObjectMeta metadata, Mapping content) {
        return new World.Node(
                metadata.getName(),
                metadata.getLabels(),
                content.mapping("status").map(status -> status.items("addresses")).orElse(List.of()).stream()
                        .flatMap(it -> ((Mapping) it).text("address").flatMap(IpRange::parse).stream())
                        .toList());
    }

    /**
     * Returns the spec that an object declares, without the object: making one looks up its names in its class each
     * time.
     */
    public static ClientIntentsSpec clientIntentsSpec(Mapping spec) {
        Mapping client = spec.mapping("client").orElseThrow();
        return new ClientIntentsSpec(
                new Client(client.text("name").orElseThrow(), text(client, "kind")),
                list(spec, "consumes", Binding::target));
    }

    private static Target target(Mapping content) {
        return new Target(
                text(content, "name"),
                text(content, "namespace"),
                text(content, "kind"),
                text(content, "cidr"),
                texts(content.items("except")),
                text(content, "host"),
                declaredPorts(content));
    }

    private static List<Port> declaredPorts(Mapping content) {
        return list(
                content,
                "ports",
                it -> new Port(
                        Optional.ofNullable(numberOrText(it, "port")).orElseThrow(),
                        number(it, "endPort"),
                        text(it, "protocol")));
    }

    /** Returns the spec of a ServerAccess, without the object. */
    static ServerAccessSpec serverAccessSpec(Mapping spec) {
        return new ServerAccessSpec(
                object(
                        spec,
                        "server",
                        it -> new ServerAccessSpec.Server(it.text("name").orElseThrow(), text(it, "kind"))),
                text(spec, "enforcement"),
                spec.has("consumers") ? list(spec, "consumers", Binding::consumer) : null,
                list(spec, "entrances", Binding::entrance));
    }

    private static ServerAccessSpec.Consumer consumer(Mapping content) {
        return new ServerAccessSpec.Consumer(
                content.text("namespace").orElseThrow(),
                text(content, "name"),
                text(content, "kind"),
                declaredPorts(content));
    }

    private static ServerAccessSpec.Entrance entrance(Mapping content) {
        return new ServerAccessSpec.Entrance(
                object(content, "routes", it -> new ServerAccessSpec.Routes()),
                object(content, "loadBalancers", it -> new ServerAccessSpec.LoadBalancers()),
                object(content, "scrapes", it -> new ServerAccessSpec.Scrapes()),
                object(content, "apiServer", it -> new ServerAccessSpec.ApiServer()),
                content.has("cidrs")
                        ? list(
                                content,
                                "cidrs",
                                it -> new ServerAccessSpec.Cidr(
                                        it.text("cidr").orElseThrow(), texts(it.items("except"))))
                        : null,
                object(
                        content,
                        "workload",
                        it -> new ServerAccessSpec.Workload(
                                it.text("name").orElseThrow(), text(it, "namespace"), text(it, "kind"))),
                object(content, "self", it -> new ServerAccessSpec.Self(truth(it, "enabled"))),
                declaredPorts(content));
    }

    private static @Nullable String text(Mapping content, String key) {
        return content.entries().get(key) instanceof Scalar it && it.content() instanceof String text ? text : null;
    }

    private static @Nullable Integer number(Mapping content, String key) {
        Long number = content.entries().get(key) instanceof Scalar it ? it.wholeNumber() : null;
        return number == null ? null : Integer.valueOf(number.intValue());
    }

    private static @Nullable Boolean truth(Mapping content, String key) {
        return (content.entries().get(key) instanceof Scalar it && it.content() instanceof Boolean truth)
                ? truth
                : null;
    }

    private static @Nullable IntOrString numberOrText(Mapping content, String key) {
        Integer number = number(content, key);
        String text = text(content, key);
        return number != null ? new IntOrString(number) : text != null ? new IntOrString(text) : null;
    }

    /**
     * Returns the texts of a map by their keys, in the order of the document; empty where there is no map, as in the
     * model.
     */
    private static Map<String, String> texts(Mapping content, String key) {
        var texts = new LinkedHashMap<String, String>();
        content.mapping(key)
                .ifPresent(mapping -> mapping.entries().forEach((name, value) -> {
                    if (value instanceof Scalar scalar && scalar.content() instanceof String text) {
                        texts.put(name, text);
                    }
                }));
        return texts;
    }

    /** Returns labels in the order of the document, where null is a label without a value, as to the API server. */
    private static Map<String, String> labels(Mapping content, String key) {
        Map<String, String> labels = texts(content, key);
        content.mapping(key)
                .ifPresent(mapping -> mapping.entries().forEach((name, value) -> {
                    if (Value.isNull(value)) {
                        labels.put(name, "");
                    }
                }));
        return labels;
    }

    private static List<String> texts(List<Value> items) {
        var texts = new ArrayList<String>(items.size());
        for (Value item : items) {
            if (item instanceof Scalar scalar && scalar.content() instanceof String text) {
                texts.add(text);
            } else if (Value.isNull(item)) {
                texts.add("");
            }
        }
        return texts;
    }

    private static <T> @Nullable T object(Mapping content, String key, Function<Mapping, T> read) {
        return content.entries().get(key) instanceof Mapping mapping ? read.apply(mapping) : null;
    }

    private static <T> List<T> list(Mapping content, String key, Function<Mapping, T> read) {
        List<Value> items = content.items(key);
        var objects = new ArrayList<T>(items.size());
        for (Value item : items) {
            if (item instanceof Mapping mapping) {
                objects.add(read.apply(mapping));
            } else if (Value.isNull(item)) {
                objects.add(read.apply(new Mapping(item.line(), Map.of())));
            }
        }
        return objects;
    }
}

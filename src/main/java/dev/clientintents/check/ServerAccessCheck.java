package dev.clientintents.check;

import dev.clientintents.consent.Consumer;
import dev.clientintents.effective.DeclaredAccess;
import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Position;
import dev.clientintents.graph.AccessEntry;
import dev.clientintents.graph.EntranceSource;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.PodSummary;
import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.ServerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks whether what ServerAccesses name exists, and whether they agree. */
final class ServerAccessCheck {

    private final IntentGraph graph;
    private final KnownWorkloads known;
    private final Map<ObjectKey, DeclaredAccess> accesses;
    private final List<Finding> findings = new ArrayList<>();

    ServerAccessCheck(IntentGraph graph, KnownWorkloads known, List<DeclaredAccess> accesses) {
        this.graph = graph;
        this.known = known;
        this.accesses = accesses.stream()
                .collect(Collectors.toMap(it -> it.entry().key(), Function.identity(), (first, last) -> last));
    }

    List<Finding> findings() {
        accesses.values().forEach(this::check);
        return findings;
    }

    private void check(DeclaredAccess access) {
        AccessEntry entry = access.entry();
        String namespace = entry.key().namespace();
        if (graph.scope().excludes(namespace)) {
            report(
                    Code.EXCLUDED_NAMESPACE,
                    access.position(),
                    "the operator leaves namespace " + namespace + " alone, so its ServerAccesses do nothing",
                    "move the server to another namespace, or change the operator's settings");
            return;
        }
        if (graph.isSurplusAccess(entry.key())) {
            report(
                    Code.OVER_BUDGET,
                    access.position(),
                    "namespace " + namespace + " has more than "
                            + graph.scope().budgets().objectsOfNamespace()
                            + " ServerAccesses, of which the oldest count and this one does not",
                    "say what holds for one server in one object");
            return;
        }
        boolean serverExists = server(access);
        List<Consumer> consumers = Optional.ofNullable(entry.consumers()).orElse(List.of());
        for (int i = 0; i < consumers.size(); i++) {
            Consumer consumer = consumers.get(i);
            if (!consumer.namespace().equals(Consumer.EVERY_NAMESPACE)) {
                caller("client", consumer.namespace(), consumer.kind(), consumer.name(), access.consumer(i));
            }
            if (serverExists) {
                ports(entry, consumer.ports(), access.consumer(i));
            }
        }
        for (int i = 0; i < entry.entrances().size(); i++) {
            AccessEntry.NamedEntrance entrance = entry.entrances().get(i);
            if (entrance.source() instanceof EntranceSource.Workload workload) {
                caller("source", workload.namespace(), workload.kind(), workload.name(), access.entrance(i));
            }
            if (serverExists) {
                ports(entry, entrance.ports(), access.entrance(i));
            }
        }
        conflict(access);
    }

    /** Returns whether the server of an object is there, or there is none that could be missing. */
    private boolean server(DeclaredAccess access) {
        String namespace = access.entry().key().namespace();
        ServerId server = access.entry().server();
        if (!known.hasNamespace(namespace)) {
            report(
                    Code.UNKNOWN_NAMESPACE,
                    access.server(),
                    "nothing of namespace " + namespace + " is in the input, so "
                            + (server == null ? "its servers" : "server " + server.name()) + " cannot be checked",
                    "add the manifests of the namespace to the input");
            return false;
        }
        if (server == null) {
            return true;
        }
        return server.isService() ? service(access, server) : workload(access, server);
    }

    private boolean service(DeclaredAccess access, ServerId server) {
        Optional<ServiceEntry> service = service(server);
        if (service.isEmpty()) {
            report(
                    Code.UNKNOWN_SERVICE,
                    access.server(),
                    "no Service " + server.name() + " in namespace " + server.namespace(),
                    known.serviceAdvice(server.namespace(), server.name()));
        } else if (service.get().selector().isEmpty()) {
            report(
                    Code.SERVICE_WITHOUT_SELECTOR,
                    access.server(),
                    "Service " + server.name() + " selects no pods",
                    "name the workload behind it instead, or give the Service a selector");
        }
        return service.isPresent();
    }

    private boolean workload(DeclaredAccess access, ServerId server) {
        if (!graph.serverPods(server).isEmpty()) {
            return true;
        }
        report(
                Code.UNKNOWN_SERVER,
                access.server(),
                "no " + what(server.kind()) + " " + server.name() + " in namespace " + server.namespace(),
                known.advice(server.namespace(), server.kind(), server.name()));
        return false;
    }

    /** @param name null for all workloads of the namespace */
    private void caller(
            String role, String namespace, @Nullable String kind, @Nullable String name, Position position) {
        if (!known.hasNamespace(namespace) && !graph.scope().excludes(namespace)) {
            report(
                    Code.UNKNOWN_NAMESPACE,
                    position,
                    "nothing of namespace " + namespace + " is in the input, so "
                            + (name == null ? "its clients" : "the " + role + " " + name) + " cannot be checked",
                    "add the manifests of the namespace to the input, or correct its name");
        } else if (name != null
                && known.hasNamespace(namespace)
                && graph.serverPods(new ServerId(namespace, kind, name)).isEmpty()) {
            report(
                    Code.UNKNOWN_CALLER,
                    position,
                    "no " + what(kind) + " " + name + " in namespace " + namespace + ", which is named as a " + role,
                    known.advice(namespace, kind, name));
        }
    }

    private void ports(AccessEntry entry, @Nullable List<PortRange> ports, Position position) {
        ServerId server = entry.server();
        if (server == null || ports == null) {
            return;
        }
        PodSummary pods = graph.serverPodSummary(server);
        List<PortRange> unknown =
                ports.stream().filter(it -> isUnknown(server, it, pods)).toList();
        if (!unknown.isEmpty()) {
            report(
                    Code.UNKNOWN_PORT,
                    position,
                    "no port of " + (server.isService() ? "Service " : "a container of ") + server.name() + " is "
                            + list(unknown.stream()) + "; the known ports are "
                            + list(
                                    server.isService()
                                            ? service(server).stream()
                                                    .flatMap(it -> it.ports().stream())
                                                    .map(it -> it.protocol() + " " + it.number()
                                                            + (it.name() == null ? "" : " (" + it.name() + ")"))
                                            : pods.namedPorts().stream()
                                                    .map(PortRange.Named::toString)
                                                    .sorted()),
                    "write one of these, or leave ports out for all of them");
        }
    }

    private boolean isUnknown(ServerId server, PortRange port, PodSummary pods) {
        if (server.isService()) {
            return service(server).filter(it -> it.targets(port).isEmpty()).isPresent();
        }
        return port instanceof PortRange.Named named && !pods.namedPorts().contains(named);
    }

    /** Reports an object that asks for shadow in vain: the strictest word about a server counts. */
    private void conflict(DeclaredAccess access) {
        ServerId server = access.entry().server();
        if (access.entry().enforcement() != Enforcement.SHADOW || server == null) {
            return;
        }
        graph.accessesOf(server).stream()
                .filter(it -> it.enforcement() != Enforcement.SHADOW)
                .filter(it -> it.server() == null || it.server().equals(server))
                .findFirst()
                .ifPresent(other -> report(
                        Code.ACCESS_CONFLICT,
                        access.position(),
                        "it says shadow of " + server + ", which ServerAccess " + other.key() + " (" + position(other)
                                + ") closes; the stricter one counts",
                        "leave one of the two out, or have both say the same"));
    }

    private String position(AccessEntry entry) {
        return Optional.ofNullable(accesses.get(entry.key()))
                .map(it -> it.server().toString())
                .orElse("in the cluster");
    }

    private Optional<ServiceEntry> service(ServerId server) {
        return graph.service(new ObjectKey(server.namespace(), server.name()));
    }

    private static String what(@Nullable String kind) {
        return kind == null ? "workload" : kind;
    }

    private static String list(Stream<?> ports) {
        String list = ports.map(String::valueOf).collect(Collectors.joining(", "));
        return list.isEmpty() ? "none" : list;
    }

    private void report(Code code, Position position, String message, String advice) {
        findings.add(new Finding(code, position, message, advice));
    }
}

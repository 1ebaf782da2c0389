package dev.clientintents.learn.importing;

import dev.clientintents.effective.ObjectId;
import dev.clientintents.effective.PolicyKind;
import dev.clientintents.effective.SnapshotPod;
import dev.clientintents.effective.Sourced;
import dev.clientintents.finding.Position;
import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.manifest.Manifest;
import dev.clientintents.manifest.yaml.JsonReader;
import dev.clientintents.manifest.yaml.Value;
import dev.clientintents.manifest.yaml.Value.Mapping;
import dev.clientintents.model.ForeignAnnotations;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.observe.ObservedService;
import dev.clientintents.reach.Direction;
import dev.clientintents.reach.policy.InvalidPolicyException;
import dev.clientintents.reach.policy.PolicyReader;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads Otterize's ClientIntents and ProtectedServices of all versions, and the annotation {@code
 * intents.otterize.com/called-by} of pods. The policies that Otterize's operator made of them are left out of account: the
 * import takes their place.
 */
final class OtterizeImporter implements Importer {

    private static final String GROUP = "k8s.otterize.com";
    private static final String CLIENT_INTENTS = "ClientIntents";
    private static final String PROTECTED_SERVICE = "ProtectedService";
    private static final List<String> OTHER_KINDS =
            List.of("KafkaServerConfig", "MySQLServerConfig", "PostgreSQLServerConfig");
    private static final Set<String> VERSIONS = Set.of("v1alpha2", "v1alpha3", "v1beta1", "v2alpha1", "v2beta1");
    private static final String LABELS = "intents.otterize.com/";
    private static final ServerId API_SERVER = ServerId.service("default", "kubernetes");

    @Override
    public Set<PolicyKind> kinds() {
        var kinds = new HashSet<PolicyKind>();
        kinds.add(new PolicyKind(GROUP, CLIENT_INTENTS));
        kinds.add(new PolicyKind(GROUP, PROTECTED_SERVICE));
        OTHER_KINDS.forEach(it -> kinds.add(new PolicyKind(GROUP, it)));
        return kinds;
    }

    @Override
    public Imported read(Source source) {
        return new Reading(source).read();
    }

    private static final class Reading {

        final Source source;
        final OtterizeNames names;
        final Map<ObjectKey, ServiceEntry> services = new HashMap<>();
        final Remarks remarks = new Remarks();
        final List<Consumption> consumptions = new ArrayList<>();
        final Map<ServerId, Closure> closures = new LinkedHashMap<>();
        final List<DeclaredRule> rules = new ArrayList<>();

        Reading(Source source) {
            this.source = source;
            names = new OtterizeNames(source.snapshot());
            for (Sourced<Service> service : source.snapshot().services()) {
                ServiceEntry entry = ObservedService.entry(service.object());
                services.put(entry.key(), entry);
            }
        }

        Imported read() {
            for (Manifest object : source.objects()) {
                if (ObjectId.group(object.apiVersion()).equals(GROUP)) {
                    read(object);
                }
            }
            source.snapshot().pods().forEach(this::calledBy);
            Set<ObjectKey> replaced = replaced();
            return new Imported(
                    consumptions,
                    List.copyOf(closures.values()),
                    List.of(),
                    replaced,
                    List.of(),
                    Optional.of(rules),
                    remarks.findings());
        }

        private void read(Manifest object) {
            String version = object.apiVersion().substring(GROUP.length() + 1);
            Mapping spec = object.content().mapping("spec").orElse(null);
            if (OTHER_KINDS.contains(object.kind())) {
                remarks.notImported(
                        object.position(),
                        object + " is not about who connects to whom",
                        "keep what it configures by other means");
            } else if (spec == null || !VERSIONS.contains(version)) {
                remarks.notImported(
                        object.position(),
                        object
                                + (spec == null
                                        ? " has no spec"
                                        : " has the version " + version + ", which is not known"),
                        "correct it, or write its intents by hand");
            } else if (object.kind().equals(PROTECTED_SERVICE)) {
                protect(object, spec);
            } else if (object.kind().equals(CLIENT_INTENTS)) {
                clientIntents(object, spec);
            }
        }

        private void protect(Manifest object, Mapping spec) {
            String name = spec.text("name").orElse("");
            String kind = spec.text("kind").filter(it -> !it.isEmpty()).orElse(null);
            if (name.isEmpty()) {
                remarks.notImported(object.position(), object + " names nothing", "name a workload or Service");
                return;
            }
            call(
                    List.of(),
                    Set.of(),
                    object.namespace(),
                    new OtterizeCall(spec.line(), name, kind, null, List.of()),
                    object.position(),
                    object.toString());
        }

        private void clientIntents(Manifest object, Mapping spec) {
            Optional<Mapping> client = spec.mapping("workload").or(() -> spec.mapping("service"));
            String name = client.flatMap(it -> it.text("name")).orElse("");
            if (name.isEmpty() || name.contains(".")) {
                remarks.notImported(
                        object.position(),
                        object + (name.isEmpty() ? " names no client" : " has a client whose name has a dot: " + name),
                        "name the workload of its namespace that is the client");
                return;
            }
            String kind = client.flatMap(it -> it.text("kind"))
                    .filter(it -> !it.isEmpty())
                    .orElse(null);
            List<Party> clients = parties(
                    object.namespace(),
                    name,
                    kind,
                    object.position().at(client.get().line()),
                    "the client");
            Set<WorkloadId> meant = names.workloads(object.namespace(), name, kind);
            for (Mapping entry : OtterizeCall.mappings(spec.items("calls"))) {
                call(object, clients, meant, entry, OtterizeCall.ofCall(entry));
            }
            for (Mapping entry : OtterizeCall.mappings(spec.items("targets"))) {
                call(object, clients, meant, entry, OtterizeCall.ofTarget(entry));
            }
        }

        private void call(
                Manifest object,
                List<Party> clients,
                Set<WorkloadId> meant,
                Mapping entry,
                Optional<OtterizeCall> call) {
            if (call.isEmpty()) {
                remarks.notImported(
                        object.position().at(entry.line()),
                        object + " has an entry that names no server, or more than one",
                        "write one server in each entry");
                return;
            }
            call(
                    clients,
                    meant,
                    object.namespace(),
                    call.get(),
                    object.position().at(entry.line()),
                    object.toString());
        }

        /**
         * Takes one entry.
         *
         * @param clients how intents name the client
         * @param meant the workloads that are the client
         * @param namespace where a server is that is named without a namespace
         */
        private void call(
                List<Party> clients,
                Set<WorkloadId> meant,
                String namespace,
                OtterizeCall call,
                Position position,
                String object) {
            if (!call.isInCluster()) {
                remarks.notImported(
                        position,
                        object + " has an entry of the type " + call.other() + ", which is not a server in the cluster",
                        "grant it by other means; intents do not close what leaves the cluster");
                return;
            }
            String[] parts = call.name().split("\\.", -1);
            String where = parts.length > 1 && !parts[1].isEmpty() ? parts[1] : namespace;
            if (parts.length > 2) {
                remarks.inPart(
                        position,
                        object + " names " + call.name() + ", of which Otterize reads no more than " + parts[0] + "."
                                + where,
                        "nothing has to be done");
            }
            if (call.other() != null || !call.dropped().isEmpty()) {
                remarks.inPart(
                        position,
                        object + " says of " + call.name() + " more than that it is called ("
                                + (call.dropped().isEmpty() ? call.other() : String.join(", ", call.dropped()))
                                + "), which is left out: network policies, those of Otterize too, do not narrow it",
                        "keep it by other means where it matters");
            }
            if (call.isService()) {
                service(clients, meant, ServerId.service(where, parts[0]), position, object);
            } else {
                for (Party server : parties(where, parts[0], call.kind(), position, "the server")) {
                    add(clients, server.server(), position);
                }
                Set<WorkloadId> servers = names.workloads(where, parts[0], call.kind());
                if (!servers.isEmpty()) {
                    rules.add(new DeclaredRule(where, new DeclaredRule.OfWorkloads(servers), meant, List.of()));
                }
            }
        }

        private void service(
                List<Party> clients, Set<WorkloadId> meant, ServerId server, Position position, String object) {
            ServiceEntry service = services.get(new ObjectKey(server.namespace(), server.name()));
            if (server.equals(API_SERVER)) {
                remarks.inPart(
                        position,
                        object + " names the API server, which no policy closes, so nothing has to be said of it",
                        "nothing has to be done, unless the client's egress is closed by other policies");
            } else if (service != null && service.selector().isEmpty()) {
                remarks.notImported(
                        position,
                        object + " names the Service " + server.namespace() + "/" + server.name()
                                + ", which selects no pods",
                        "name the workload that serves");
            } else {
                add(clients, server, position);
                if (service != null) {
                    List<PortRange> ports = service.targets();
                    rules.add(new DeclaredRule(
                            server.namespace(), new DeclaredRule.Labelled(service.selector()), meant, ports));
                }
            }
        }

        private void add(List<Party> clients, ServerId server, Position position) {
            closures.putIfAbsent(server, new Closure(server, false, position));
            clients.forEach(it -> consumptions.add(new Consumption(it, server, List.of(), position)));
        }

        /** Returns how intents name what Otterize means, and tells where they need other names for it. */
        private List<Party> parties(
                String namespace, String name, @Nullable String kind, Position position, String role) {
            List<Party> parties = names.parties(namespace, name, kind);
            if (parties.isEmpty()) {
                remarks.notImported(
                        position,
                        role + " " + namespace + "/" + name
                                + " is no workload by Otterize's rules: what is called so has another name by its annotation",
                        "name the workload that is meant");
            } else if (parties.size() > 1 || !parties.get(0).name().equals(name)) {
                remarks.inPart(
                        position,
                        role + " " + namespace + "/" + name + " is imported as "
                                + String.join(
                                        ", ",
                                        parties.stream()
                                                .map(it -> it.server().toString())
                                                .toList())
                                + ", which Otterize knows by that name",
                        "nothing has to be done");
            }
            return parties;
        }

        private void calledBy(SnapshotPod pod) {
            Map<String, String> annotations = pod.pod().getMetadata().getAnnotations();
            String callers = annotations == null ? null : annotations.get(ForeignAnnotations.OTTERIZE_CALLED_BY);
            if (callers == null) {
                return;
            }
            Optional<Value> list = JsonReader.parse(callers);
            if (!(list.orElse(null) instanceof Value.Sequence sequence)) {
                remarks.notImported(
                        pod.position(),
                        "the annotation " + ForeignAnnotations.OTTERIZE_CALLED_BY + " of " + pod.workload()
                                + " is not a JSON list",
                        "correct it, or write the intents of its clients");
                return;
            }
            for (Value item : sequence.items()) {
                calledBy(pod, item);
            }
        }

        private void calledBy(SnapshotPod pod, Value item) {
            Optional<Mapping> caller = item instanceof Mapping mapping ? Optional.of(mapping) : Optional.empty();
            String[] name = caller.flatMap(it -> it.text("name")).orElse("").split("\\.", -1);
            String kind = caller.flatMap(it -> it.text("kind")).orElse("");
            if (name.length < 2 || name[0].isEmpty() || kind.isEmpty()) {
                remarks.notImported(
                        pod.position(),
                        "the annotation " + ForeignAnnotations.OTTERIZE_CALLED_BY + " of " + pod.workload()
                                + " has a client without a name, a namespace or a kind",
                        "write {\"name\": \"client.namespace\", \"kind\": \"Deployment\"}");
                return;
            }
            List<Party> clients = parties(name[1], name[0], kind, pod.position(), "the client");
            add(clients, Party.of(pod.workload()).server(), pod.position());
            rules.add(new DeclaredRule(
                    pod.workload().namespace(),
                    new DeclaredRule.OfWorkloads(Set.of(pod.workload())),
                    names.workloads(name[1], name[0], kind),
                    List.of()));
        }

        /** Returns the policies that Otterize's operator made for ingress; what it made for egress stays. */
        private Set<ObjectKey> replaced() {
            for (Sourced<NetworkPolicy> policy : source.snapshot().policies()) {
                if (isWritten(policy.object()) && closesEgress(policy.object())) {
                    remarks.kept(
                            policy.position(),
                            "a policy of Otterize's operator closes egress, which intents do not",
                            "keep it, or remove it where egress is to be open");
                }
            }
            return Superseded.of(source.snapshot(), it -> isWritten(it) && !closesEgress(it), rules, remarks);
        }

        private static boolean isWritten(NetworkPolicy policy) {
            Map<String, String> labels = policy.getMetadata().getLabels();
            return labels != null && labels.keySet().stream().anyMatch(it -> it.startsWith(LABELS));
        }

        private static boolean closesEgress(NetworkPolicy policy) {
            try {
                return PolicyReader.read(policy).rules(Direction.EGRESS) != null;
            } catch (InvalidPolicyException e) {
                return true;
            }
        }
    }
}

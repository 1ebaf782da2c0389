package dev.clientintents.cli.live;

import com.fasterxml.jackson.databind.JsonNode;
import dev.clientintents.cli.CannotRun;
import dev.clientintents.doctor.Answer;
import dev.clientintents.effective.EntranceKinds;
import dev.clientintents.effective.PolicyKind;
import dev.clientintents.effective.UnevaluatedKinds;
import dev.clientintents.egress.ClusterDns;
import dev.clientintents.kube.Reply;
import dev.clientintents.manifest.ManifestReader;
import dev.clientintents.reach.policy.admin.AdminKind;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads of a live cluster, of those kinds that it serves, the admin policies, the policies that are not evaluated, what
 * tells how traffic comes to servers, and from which addresses, and what tells where ways out lead.
 */
final class OtherKinds {

    private static final String SLICES = "/apis/discovery.k8s.io/v1";
    private static final String MADE_BY = "endpointslice.kubernetes.io/managed-by";
    private static final String KUBERNETES = "endpointslice-controller.k8s.io";

    private final ClusterApi api;
    private final ManifestReader reader;
    private final Set<PolicyKind> further;
    private final Set<PolicyKind> unlisted = new TreeSet<>();

    /** @param further kinds that are read beside those that always are */
    OtherKinds(ClusterApi api, ManifestReader reader, Set<PolicyKind> further) {
        this.api = api;
        this.reader = reader;
        this.further = Set.copyOf(further);
    }

    /**
     * Reads them; a kind that may not be listed, or whose API server does not answer, is noted as such.
     *
     * @return those that are noted, sorted by their texts
     * @throws CannotRun where the API server does not tell which groups it serves
     */
    Set<PolicyKind> read() {
        Answer<JsonNode> groups = api.get("/apis", JsonNode.class);
        if (groups instanceof Answer.Refused<JsonNode> refused) {
            throw new CannotRun("cannot read which API groups the cluster serves: " + refused.reason());
        }
        groups.toOptional().ifPresent(list -> list.path("groups").forEach(this::readGroup));
        list(EntranceKinds.NODES, "/api/v1/nodes", "");
        // Kubernetes itself makes all others, of Services that select pods, which matter only where names are resolved
        list(EntranceKinds.ENDPOINTS, SLICES + "/endpointslices", "&labelSelector=" + MADE_BY + "%21%3D" + KUBERNETES);
        for (String namespace : new TreeSet<>(ClusterDns.NAMESPACES)) {
            list(
                    EntranceKinds.ENDPOINTS,
                    SLICES + "/namespaces/" + namespace + "/endpointslices",
                    "&labelSelector=" + MADE_BY + "%3D" + KUBERNETES);
        }
        return unlisted;
    }

    /**
     * Reads each kind of a group in one version that has it, one that is evaluated first, then the preferred one: a
     * group may spread its kinds.
     */
    private void readGroup(JsonNode group) {
        String name = group.path("name").asText();
        List<PolicyKind> wanted = new ArrayList<>(UnevaluatedKinds.of(name));
        wanted.addAll(EntranceKinds.of(name));
        further.stream()
                .filter(it -> it.group().equals(name) && !wanted.contains(it))
                .sorted()
                .forEach(wanted::add);
        if (wanted.isEmpty()) {
            return;
        }
        var served = new LinkedHashSet<String>();
        served.add(group.path("preferredVersion").path("groupVersion").asText());
        group.path("versions").forEach(it -> served.add(it.path("groupVersion").asText()));
        var versions = new LinkedHashSet<String>();
        Arrays.stream(AdminKind.values())
                .map(AdminKind::apiVersion)
                .filter(served::contains)
                .forEach(versions::add);
        versions.addAll(served);
        if (readVersions(versions, wanted)) {
            wanted.forEach(this::noteUnlisted);
        }
    }

    /**
     * Reads the wanted kinds, and takes away those that it found.
     *
     * @return whether a version does not tell its kinds
     */
    private boolean readVersions(Set<String> versions, List<PolicyKind> wanted) {
        boolean silent = false;
        for (String version : versions) {
            Answer<JsonNode> served = api.get("/apis/" + version, JsonNode.class);
            silent |= served instanceof Answer.Refused<JsonNode>;
            for (JsonNode resource : served.toOptional()
                    .map(it -> (Iterable<JsonNode>) it.path("resources"))
                    .orElse(List.of())) {
                String name = resource.path("name").asText();
                String kind = resource.path("kind").asText();
                wanted.stream()
                        .filter(it -> it.kind().equals(kind) && !name.contains("/"))
                        .findFirst()
                        .ifPresent(it -> {
                            wanted.remove(it);
                            list(it, "/apis/" + version + "/" + name, "");
                        });
            }
        }
        return silent;
    }

    private void list(PolicyKind kind, String collection, String query) {
        if (LiveCluster.list(api, collection, query, reader) instanceof Reply.Refused<Integer> refused
                && refused.code() != HttpURLConnection.HTTP_NOT_FOUND) {
            noteUnlisted(kind);
        }
    }

    private void noteUnlisted(PolicyKind kind) {
        unlisted.add(kind);
        reader.noteUnlisted(kind);
    }
}

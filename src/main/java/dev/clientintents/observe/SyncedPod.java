package dev.clientintents.observe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.clientintents.identity.IdentityResolver;
import dev.clientintents.model.SyncedKeys;
import dev.clientintents.model.WorkloadId;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the syncer of a <a href="https://github.com/loft-sh/vcluster">vcluster</a> tells of a pod that it made on
 * the host.
 *
 * <p>Annotations of a pod inside are copied to the host. So whoever makes pods inside may set {@code
 * vcluster.loft.sh/owner-references} until the syncer corrects it, which is as much as owner references themselves allow
 * them, and the older {@code vcluster.loft.sh/namespace} for good. Therefore the namespace counts only where the pod's
 * name on the host, which no tenant chooses, is made from it: that is also by what vcluster knows its own objects.
 */
final class SyncedPod {

    /** What makes ReplicaSets that are named after their pods' hash, by the label that has the hash. */
    private static final Map<String, String> MAKERS_OF_REPLICA_SETS =
            Map.of("pod-template-hash", "Deployment", "rollouts-pod-template-hash", "Rollout");

    private static final Pattern KIND = Pattern.compile("[A-Za-z][A-Za-z0-9]{0,62}");
    private static final String SEPARATOR = "-x-";
    private static final int LONGEST_NAME = 63;
    private static final int KEPT_OF_LONGER_NAMES = 52;
    private static final int DIGITS = 10;
    private static final int LONGEST_LIST = 8_192;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectMeta host;
    private final String vcluster;
    private final Map<String, String> labels;
    private final Map<String, String> annotations;

    private SyncedPod(ObjectMeta host, String vcluster) {
        this.host = host;
        this.vcluster = vcluster;
        this.labels = Optional.ofNullable(host.getLabels()).orElse(Map.of());
        this.annotations = Optional.ofNullable(host.getAnnotations()).orElse(Map.of());
    }

    /** An owner inside of the virtual cluster. */
    private record Owner(String kind, String name) {}

    /**
     * Returns the workload of a pod: its owner inside, by the name that the virtual cluster gives its objects on the host,
     * or the pod itself where it has none, or where what is told of it makes no sense.
     *
     * @param host the metadata of a pod in a namespace where the syncer is believed
     * @return null where no syncer made the pod
     */
    static @Nullable WorkloadId workload(ObjectMeta host) {
        String vcluster = Optional.ofNullable(host.getLabels()).orElse(Map.of()).get(SyncedKeys.MANAGED_BY);
        return vcluster == null ? null : new SyncedPod(host, vcluster).workload();
    }

    private WorkloadId workload() {
        var itself = new WorkloadId(host.getNamespace(), "Pod", host.getName());
        String name = told(SyncedKeys.NAME, SyncedKeys.OLDER_NAME);
        String namespace = told(SyncedKeys.NAMESPACE, SyncedKeys.OLDER_NAMESPACE);
        Owner owner = owner(annotations.get(SyncedKeys.OWNERS));
        if (owner == null || !hostName(name, namespace).equals(host.getName())) {
            return itself;
        }
        Owner top = top(owner);
        return isAmbiguous(top.name(), namespace)
                ? itself
                : new WorkloadId(host.getNamespace(), top.kind(), hostName(top.name(), namespace));
    }

    private String told(String annotation, String older) {
        return annotations.getOrDefault(annotation, annotations.getOrDefault(older, ""));
    }

    /** Returns the owner that controls, or else the first; null where there is none that could be one. */
    private static @Nullable Owner owner(@Nullable String references) {
        if (references == null || references.length() > LONGEST_LIST) {
            return null;
        }
        JsonNode list;
        try {
            list = JSON.readTree(references);
        } catch (JsonProcessingException e) {
            return null;
        }
        JsonNode chosen = list.path(0);
        for (JsonNode reference : list) {
            if (reference.path("controller").asBoolean()) {
                chosen = reference;
                break;
            }
        }
        String kind = chosen.path("kind").asText();
        String name = chosen.path("name").asText();
        return KIND.matcher(kind).matches() && IdentityResolver.isSubdomain(name) ? new Owner(kind, name) : null;
    }

    /** Returns what made the owner, where its name tells. */
    private Owner top(Owner owner) {
        if (owner.kind().equals("ReplicaSet")) {
            for (Map.Entry<String, String> maker : MAKERS_OF_REPLICA_SETS.entrySet()) {
                String suffix = "-" + label(maker.getKey());
                if (suffix.length() > 1
                        && owner.name().endsWith(suffix)
                        && owner.name().length() > suffix.length()) {
                    return new Owner(
                            maker.getValue(),
                            owner.name().substring(0, owner.name().length() - suffix.length()));
                }
            }
        }
        return owner;
    }

    /**
     * Returns a label that the pod has inside. Some versions of vcluster give the host's pod a hash of the key instead of
     * the key; all tell the labels in an annotation of lines as {@code key="value"}.
     */
    private String label(String key) {
        String label = labels.get(key);
        if (label != null) {
            return label;
        }
        Matcher line = Pattern.compile("^" + Pattern.quote(key) + "=\"([a-z0-9]+)\"$", Pattern.MULTILINE)
                .matcher(annotations.getOrDefault(SyncedKeys.LABELS, ""));
        return line.find() ? line.group(1) : "";
    }

    /**
     * Returns whether the name on the host could also stand for an object of another namespace inside. Whoever may choose
     * names in {@code b} could otherwise name something {@code web-x-a}, and a namespace may be called {@code a-x-b}.
     */
    private boolean isAmbiguous(String name, String namespace) {
        String whole = joined(name, namespace);
        int separators = 0;
        for (int at = whole.indexOf(SEPARATOR); at >= 0; at = whole.indexOf(SEPARATOR, at + 1)) {
            separators++;
        }
        return separators != 2;
    }

    /** Returns what vcluster calls an object on the host: {@code SingleNamespaceHostName} by {@code SafeConcatName}. */
    private String hostName(String name, String namespace) {
        String whole = joined(name, namespace);
        return whole.length() <= LONGEST_NAME
                ? whole
                : (whole.substring(0, KEPT_OF_LONGER_NAMES) + "-" + digest(whole)).replace(".-", "-");
    }

    private String joined(String name, String namespace) {
        return name + SEPARATOR + namespace + SEPARATOR + vcluster;
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

package dev.clientintents.operator.write;

import dev.clientintents.backend.hostname.HostBackend;
import dev.clientintents.backend.hostname.HostPolicies;
import dev.clientintents.graph.HostAccess;
import dev.clientintents.kube.Reply;
import dev.clientintents.model.ClientId;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.operator.watch.HostPolicyStore;
import dev.clientintents.operator.work.OperatorMetrics;
import dev.clientintents.operator.work.UndoneWrite;
import dev.clientintents.operator.work.WriteActivity;
import dev.clientintents.status.WriteState;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the policy with the hosts that a client reaches by name in line with its plan. It creates with POST and updates
 * with the version that it read, so that a policy which somebody else made in the meantime is never overwritten.
 */
public final class HostPolicyWriter {

    private static final Logger LOG = LoggerFactory.getLogger(HostPolicyWriter.class);

    private final KubernetesClient client;
    private final HostPolicyStore store;
    private final OperatorMetrics metrics;
    private final WriteActivity activity;

    /** The UIDs of policies of ours from which the cluster's admission took the label by which they are known. */
    private final Set<String> unlabelled = ConcurrentHashMap.newKeySet();

    /** Writes by the client, and tells the store what came of it. */
    public HostPolicyWriter(
            KubernetesClient client, HostPolicyStore store, OperatorMetrics metrics, WriteActivity activity) {
        this.client = client;
        this.store = store;
        this.metrics = metrics;
        this.activity = activity;
    }

    /**
     * Writes the policy of a client where it is not as planned; errors of the API server pass through.
     *
     * @param access what it is to say; null where there is to be none
     * @throws UndoneWrite where it has become something else
     */
    public WriteState write(ClientId owner, @Nullable HostAccess access) {
        Optional<HostBackend> known = store.backend();
        if (known.isEmpty() || access == null) {
            remove(owner);
            // what is to be said of hosts follows from the kind, and is planned anew when that changes
            return WriteState.DONE;
        }
        HostBackend backend = known.get();
        GenericKubernetesResource plan = HostPolicies.render(backend, owner, access);
        Optional<GenericKubernetesResource> existing = store.find(HostPolicies.key(backend, owner));
        return existing.isPresent() ? adjust(backend, existing.get(), plan) : create(backend, plan);
    }

    /** Deletes the policy of a client where it is ours; errors of the API server pass through. */
    public void remove(ClientId owner) {
        store.backend()
                .ifPresent(backend -> store.find(HostPolicies.key(backend, owner))
                        .filter(this::isOurs)
                        .ifPresent(it -> delete(backend, it)));
    }

    private boolean isOurs(GenericKubernetesResource policy) {
        return HostPolicies.isOurs(policy)
                || unlabelled.contains(policy.getMetadata().getUid());
    }

    private WriteState adjust(HostBackend backend, GenericKubernetesResource existing, GenericKubernetesResource plan) {
        if (!isOurs(existing)) {
            return WriteState.FOREIGN;
        }
        if (!HostPolicies.differences(existing, plan).isEmpty()) {
            update(backend, existing, plan);
        }
        return WriteState.DONE;
    }

    private WriteState create(HostBackend backend, GenericKubernetesResource plan) {
        try {
            GenericKubernetesResource created = resource(backend, plan).create();
            taken(backend, created, plan);
            written(backend, created, OperatorMetrics.Write.POLICY_CREATED, "Created policy with hosts");
            return WriteState.DONE;
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            // either the watch has not told of it yet, or the conflict was about something else, as a quota
            return adjust(backend, read(backend, plan).orElseThrow(() -> e), plan);
        }
    }

    /** Updates the policy and leaves the labels, finalizers and owner references that others gave it. */
    private void update(HostBackend backend, GenericKubernetesResource existing, GenericKubernetesResource plan) {
        ObjectMeta metadata = existing.getMetadata();
        var next = new GenericKubernetesResource();
        next.setApiVersion(plan.getApiVersion());
        next.setKind(plan.getKind());
        next.setMetadata(metadata.toBuilder()
                .withLabels(merged(metadata.getLabels(), plan.getMetadata().getLabels()))
                .withAnnotations(
                        merged(metadata.getAnnotations(), plan.getMetadata().getAnnotations()))
                .build());
        next.setAdditionalProperties(new HashMap<>(existing.getAdditionalProperties()));
        next.setAdditionalProperty("spec", plan.getAdditionalProperties().get("spec"));
        try {
            GenericKubernetesResource updated = resource(backend, next).update();
            taken(backend, updated, plan);
            written(backend, updated, OperatorMetrics.Write.POLICY_UPDATED, "Updated policy with hosts");
        } catch (KubernetesClientException e) {
            readBack(backend, existing, e);
            throw e;
        }
    }

    private static Map<String, String> merged(@Nullable Map<String, String> before, Map<String, String> ours) {
        var both = new HashMap<>(before == null ? Map.of() : before);
        both.putAll(ours);
        return both;
    }

    /** Takes what a policy became, which is what was planned unless somebody else has a say in it. */
    private void taken(HostBackend backend, GenericKubernetesResource answer, GenericKubernetesResource plan) {
        String uid = answer.getMetadata().getUid();
        if (HostPolicies.isOurs(answer)) {
            unlabelled.remove(uid);
        } else {
            unlabelled.add(uid);
        }
        store.written(backend, answer);
        List<String> differences = HostPolicies.differences(answer, plan);
        if (!differences.isEmpty()) {
            throw new UndoneWrite(String.join(", ", differences) + " of "
                    + backend.kind().kind() + " " + answer.getMetadata().getName());
        }
    }

    private void delete(HostBackend backend, GenericKubernetesResource existing) {
        try {
            resource(backend, existing)
                    .lockResourceVersion(existing.getMetadata().getResourceVersion())
                    .delete();
            written(backend, existing, OperatorMetrics.Write.POLICY_DELETED, "Deleted policy with hosts");
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                readBack(backend, existing, e);
                throw e;
            }
        }
        unlabelled.remove(existing.getMetadata().getUid());
        store.deleted(backend, existing);
    }

    /** Reads what became of a policy where a write of it was not answered, or not as it should be. */
    private void readBack(HostBackend backend, GenericKubernetesResource policy, KubernetesClientException failure) {
        if (failure.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
            store.deleted(backend, policy);
        } else if (!Reply.isFinal(failure.getCode()) && read(backend, policy).isEmpty()) {
            store.deleted(backend, policy);
        }
    }

    private Optional<GenericKubernetesResource> read(HostBackend backend, GenericKubernetesResource policy) {
        Optional<GenericKubernetesResource> found =
                Optional.ofNullable(resource(backend, policy).get());
        found.ifPresent(it -> store.written(backend, it));
        return found;
    }

    private Resource<GenericKubernetesResource> resource(HostBackend backend, GenericKubernetesResource policy) {
        MixedOperation<GenericKubernetesResource, ?, Resource<GenericKubernetesResource>> all =
                client.genericKubernetesResources(new ResourceDefinitionContext.Builder()
                        .withGroup(backend.kind().group())
                        .withVersion(backend.kind().version())
                        .withKind(backend.kind().kind())
                        .withPlural(backend.plural())
                        .withNamespaced(backend.namespaced())
                        .build());
        ObjectKey key = HostPolicies.key(policy);
        return backend.namespaced() ? all.inNamespace(key.namespace()).resource(policy) : all.resource(policy);
    }

    private void written(
            HostBackend backend, GenericKubernetesResource policy, OperatorMetrics.Write write, String message) {
        metrics.written(write);
        activity.made();
        LOG.atInfo()
                .addKeyValue("kind", backend.kind().kind())
                .addKeyValue("namespace", HostPolicies.key(policy).namespace())
                .addKeyValue("name", policy.getMetadata().getName())
                .log(message);
    }
}

package dev.clientintents.operator.write;

import dev.clientintents.backend.networkpolicy.ExistingPolicy;
import dev.clientintents.kube.Reply;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.operator.watch.PolicyStore;
import dev.clientintents.operator.work.OperatorMetrics;
import dev.clientintents.operator.work.UndoneWrite;
import dev.clientintents.operator.work.WriteActivity;
import dev.clientintents.status.WriteState;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one policy in line with its plan. It creates with POST and updates with the version that it read, so that a
 * policy which somebody else made in the meantime is never overwritten.
 */
public final class PolicyWriter {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyWriter.class);

    private final KubernetesClient client;
    private final PolicyStore store;
    private final OperatorMetrics metrics;
    private final WriteActivity progress;

    /** The UIDs of policies of ours from which the cluster's admission took the label by which they are known. */
    private final Set<String> unlabelled = ConcurrentHashMap.newKeySet();

    public PolicyWriter(KubernetesClient client, PolicyStore store, OperatorMetrics metrics, WriteActivity progress) {
        this.client = client;
        this.store = store;
        this.metrics = metrics;
        this.progress = progress;
    }

    /**
     * Writes a policy where it is not as planned; errors of the API server pass through.
     *
     * @throws UndoneWrite where it has become something else
     */
    public WriteState write(ObjectKey key, NetworkPolicy plan) {
        Optional<NetworkPolicy> existing = store.find(key);
        return existing.isPresent() ? adjust(existing.get(), plan) : create(plan);
    }

    /** Writes a policy of ours where it exists and is not as planned; errors of the API server pass through. */
    public void rewrite(ObjectKey key, NetworkPolicy plan) {
        store.find(key).ifPresent(existing -> adjust(existing, plan));
    }

    /** Reads a policy of which it is not known what became of it; errors of the API server pass through. */
    public void refresh(ObjectKey key) {
        Optional<NetworkPolicy> found = read(key);
        if (found.isEmpty()) {
            store.find(key).ifPresent(store::deleted);
        }
    }

    /** Deletes a policy of ours, where there is one; errors of the API server pass through. */
    public void remove(ObjectKey key) {
        store.find(key).filter(this::isOurs).ifPresent(this::delete);
    }

    private boolean isOurs(NetworkPolicy policy) {
        return ExistingPolicy.isOurs(policy)
                || unlabelled.contains(policy.getMetadata().getUid());
    }

    private WriteState adjust(NetworkPolicy existing, NetworkPolicy plan) {
        if (!isOurs(existing)) {
            return WriteState.FOREIGN;
        }
        if (!ExistingPolicy.isAs(existing, plan)) {
            update(existing, plan);
        }
        return WriteState.DONE;
    }

    private WriteState create(NetworkPolicy plan) {
        store.expected(plan);
        try {
            NetworkPolicy created = client.resource(plan).create();
            taken(created, plan);
            written(created, OperatorMetrics.Write.POLICY_CREATED, "Created policy");
            return WriteState.DONE;
        } catch (KubernetesClientException e) {
            if (Reply.isFinal(e.getCode())) {
                store.refused(plan);
            }
            // either the watch has not told of it yet, or the conflict was about something else, as a quota
            return adjust(readAfterConflict(plan, e).orElseThrow(() -> e), plan);
        }
    }

    /** Updates the policy and leaves the labels, finalizers and owner references that others gave it. */
    private void update(NetworkPolicy existing, NetworkPolicy plan) {
        NetworkPolicy next = new NetworkPolicyBuilder(existing)
                .editMetadata()
                .addToLabels(plan.getMetadata().getLabels())
                .addToAnnotations(plan.getMetadata().getAnnotations())
                .endMetadata()
                .withSpec(plan.getSpec())
                .build();
        try {
            NetworkPolicy updated = client.resource(next).update();
            taken(updated, plan);
            written(updated, OperatorMetrics.Write.POLICY_UPDATED, "Updated policy");
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                store.deleted(existing);
            } else if (!Reply.isFinal(e.getCode())) {
                readBack(existing);
            }
            throw e;
        }
    }

    /** Takes what a policy became, which is what was planned unless somebody else has a say in it. */
    private void taken(NetworkPolicy answer, NetworkPolicy plan) {
        String uid = answer.getMetadata().getUid();
        if (ExistingPolicy.isOurs(answer)) {
            unlabelled.remove(uid);
        } else {
            unlabelled.add(uid);
        }
        store.written(answer);
        List<String> differences = ExistingPolicy.differences(answer, plan);
        if (!differences.isEmpty()) {
            throw new UndoneWrite(String.join(", ", differences) + " of NetworkPolicy "
                    + answer.getMetadata().getName());
        }
    }

    private void delete(NetworkPolicy existing) {
        NetworkPolicy exact = new NetworkPolicyBuilder()
                .withNewMetadata()
                .withNamespace(existing.getMetadata().getNamespace())
                .withName(existing.getMetadata().getName())
                .withUid(existing.getMetadata().getUid())
                .withResourceVersion(existing.getMetadata().getResourceVersion())
                .endMetadata()
                .build();
        try {
            client.resource(exact)
                    .lockResourceVersion(existing.getMetadata().getResourceVersion())
                    .delete();
            written(existing, OperatorMetrics.Write.POLICY_DELETED, "Deleted policy");
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                if (!Reply.isFinal(e.getCode())) {
                    readBack(existing);
                }
                throw e;
            }
        }
        unlabelled.remove(existing.getMetadata().getUid());
        store.deleted(existing);
    }

    /**
     * Returns the policy as it is where the failure was a conflict: the retry need not wait for a watch that lags or
     * was cut.
     */
    private Optional<NetworkPolicy> readAfterConflict(NetworkPolicy policy, KubernetesClientException failure) {
        return failure.getCode() == HttpURLConnection.HTTP_CONFLICT ? readBack(policy) : Optional.empty();
    }

    /** Reads what became of a policy where a write of it was not answered, or not as it should be. */
    private Optional<NetworkPolicy> readBack(NetworkPolicy policy) {
        return read(new ObjectKey(
                policy.getMetadata().getNamespace(), policy.getMetadata().getName()));
    }

    private Optional<NetworkPolicy> read(ObjectKey key) {
        Optional<NetworkPolicy> found = Optional.ofNullable(client.network()
                .v1()
                .networkPolicies()
                .inNamespace(key.namespace())
                .withName(key.name())
                .get());
        found.ifPresent(store::observed);
        return found;
    }

    private void written(NetworkPolicy policy, OperatorMetrics.Write write, String message) {
        metrics.written(write);
        progress.made();
        LOG.atInfo()
                .addKeyValue("namespace", policy.getMetadata().getNamespace())
                .addKeyValue("name", policy.getMetadata().getName())
                .addKeyValue("rules", policy.getSpec().getIngress().size())
                .log(message);
    }
}

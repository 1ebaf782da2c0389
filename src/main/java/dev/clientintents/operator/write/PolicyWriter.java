package dev.clientintents.operator.write;

import dev.clientintents.backend.networkpolicy.ExistingPolicy;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.operator.watch.PolicyStore;
import dev.clientintents.operator.work.OperatorMetrics;
import dev.clientintents.operator.work.WriteActivity;
import dev.clientintents.status.WriteState;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one policy in line with its plan. It creates with POST and updates with the version that it read, so that a
 * policy which somebody else made in the meantime is never overwritten.
 */
public final class PolicyWriter {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyWriter.class);

    /** A time-out, a conflict with what is there, and too many requests. */
    private static final Set<Integer> UNDECIDED =
            Set.of(HttpURLConnection.HTTP_CLIENT_TIMEOUT, HttpURLConnection.HTTP_CONFLICT, 429);

    private final KubernetesClient client;
    private final PolicyStore store;
    private final OperatorMetrics metrics;
    private final WriteActivity progress;

    public PolicyWriter(KubernetesClient client, PolicyStore store, OperatorMetrics metrics, WriteActivity progress) {
        this.client = client;
        this.store = store;
        this.metrics = metrics;
        this.progress = progress;
    }

    /** Writes a policy where it is not as planned; errors of the API server pass through. */
    public WriteState write(ObjectKey key, NetworkPolicy plan) {
        Optional<NetworkPolicy> existing = store.find(key);
        return existing.isPresent() ? adjust(existing.get(), plan) : create(plan);
    }

    /** Deletes a policy of ours, where there is one; errors of the API server pass through. */
    public void remove(ObjectKey key) {
        store.find(key).filter(ExistingPolicy::isOurs).ifPresent(this::delete);
    }

    private WriteState adjust(NetworkPolicy existing, NetworkPolicy plan) {
        if (!ExistingPolicy.isOurs(existing)) {
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
            written(created, "create", "Created policy");
            store.written(created);
            return WriteState.DONE;
        } catch (KubernetesClientException e) {
            if (isRefusal(e)) {
                store.refused(plan);
            }
            // either the watch has not told of it yet, or the conflict was about something else, as a quota
            return adjust(readAfterConflict(plan, e).orElseThrow(() -> e), plan);
        }
    }

    /** Whether the API server said that it did not write, and did not say to try again; a write without an answer may have. */
    private static boolean isRefusal(KubernetesClientException failure) {
        int code = failure.getCode();
        return code >= 400 && code < 500 && !UNDECIDED.contains(code);
    }

    private void update(NetworkPolicy existing, NetworkPolicy plan) {
        NetworkPolicy next = new NetworkPolicyBuilder(plan)
                .editMetadata()
                .withUid(existing.getMetadata().getUid())
                .withResourceVersion(existing.getMetadata().getResourceVersion())
                .addToLabels(existing.getMetadata().getLabels())
                .addToLabels(plan.getMetadata().getLabels())
                .endMetadata()
                .build();
        store.writing(next);
        try {
            NetworkPolicy updated = client.resource(next).update();
            written(updated, "update", "Updated policy");
            store.written(updated);
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                store.deleted(existing);
            } else if (!isRefusal(e)) {
                readBack(existing);
            }
            throw e;
        } finally {
            store.ended(next);
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
            written(existing, "delete", "Deleted policy");
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                if (!isRefusal(e)) {
                    readBack(existing);
                }
                throw e;
            }
        }
        store.deleted(existing);
    }

    /** The policy as it is where the failure was a conflict: the retry need not wait for a watch that lags or was cut. */
    private Optional<NetworkPolicy> readAfterConflict(NetworkPolicy policy, KubernetesClientException failure) {
        return failure.getCode() == HttpURLConnection.HTTP_CONFLICT ? readBack(policy) : Optional.empty();
    }

    /** Reads what became of a policy where a write of it was not answered, or not as it should be. */
    private Optional<NetworkPolicy> readBack(NetworkPolicy policy) {
        Optional<NetworkPolicy> found = Optional.ofNullable(client.network()
                .v1()
                .networkPolicies()
                .inNamespace(policy.getMetadata().getNamespace())
                .withName(policy.getMetadata().getName())
                .get());
        found.ifPresent(store::observed);
        return found;
    }

    private void written(NetworkPolicy policy, String action, String message) {
        metrics.written("policy", action);
        progress.made();
        LOG.atInfo()
                .addKeyValue("namespace", policy.getMetadata().getNamespace())
                .addKeyValue("name", policy.getMetadata().getName())
                .addKeyValue("rules", policy.getSpec().getIngress().size())
                .log(message);
    }
}

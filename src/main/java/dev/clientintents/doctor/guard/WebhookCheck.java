package dev.clientintents.doctor.guard;

import dev.clientintents.doctor.Answer;
import dev.clientintents.doctor.Remark;
import dev.clientintents.doctor.Remark.Ailment;
import dev.clientintents.doctor.Symptom;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Checks whether the webhook of the chart is configured so that it can do its work, and no harm. */
public final class WebhookCheck {

    private static final String OBJECT = "MutatingWebhookConfiguration of client-intents";

    private WebhookCheck() {}

    public static List<Remark> remarks(Guard guard) {
        if (guard.webhooks() instanceof Answer.Refused<List<MutatingWebhookConfiguration>> refused) {
            return List.of(Ailment.notChecked(
                    OBJECT,
                    "whether it is there could not be seen: " + refused.reason(),
                    "give yourself list on mutatingwebhookconfigurations.admissionregistration.k8s.io"));
        }
        if (!guard.hasWebhook()) {
            return List.of(missing(guard));
        }
        var remarks = new ArrayList<Remark>();
        guard.entries().forEach(entry -> remarks.addAll(remarks(entry)));
        return remarks;
    }

    private static Ailment missing(Guard guard) {
        return guard.hasPolicies() && !guard.covers("CREATE", "pods")
                ? new Ailment(
                        Symptom.WEBHOOK_MISSING,
                        OBJECT,
                        "it is not there, and the guard leaves it to it to strip pods of labels that they bring along:"
                                + " such a pod starts with any key",
                        "helm upgrade, or set guard.podCreation=true so that such pods are refused")
                : new Ailment(
                        Symptom.NO_WEBHOOK,
                        OBJECT,
                        "it is not there: a new pod gets its keys a moment after it is created, and is refused until then",
                        "nothing, where that moment does no harm");
    }

    private static List<Remark> remarks(MutatingWebhook entry) {
        var remarks = new ArrayList<Remark>();
        boolean closed = "Fail".equals(entry.getFailurePolicy());
        String object = "webhook " + entry.getName();
        String bundle =
                entry.getClientConfig() == null ? null : entry.getClientConfig().getCaBundle();
        if (bundle == null || bundle.isBlank()) {
            remarks.add(new Ailment(
                    Symptom.WEBHOOK_WITHOUT_CA,
                    object,
                    "its caBundle is empty, so the API server cannot call it: "
                            + (closed
                                    ? "pods that bring reserved labels are refused"
                                    : "new pods are not labelled by it"),
                    "see that the operator, or cert-manager's cainjector, runs and may update the configuration"));
        }
        if (closed && isEmpty(entry.getMatchConditions()) && entry.getObjectSelector() == null) {
            remarks.add(new Ailment(
                    Symptom.WEBHOOK_BLOCKS_PODS,
                    object,
                    "it fails closed and has no matchConditions: while it does not answer, no pod can be created",
                    "install it from the chart, on Kubernetes 1.28 or newer, which keeps matchConditions"));
        }
        return remarks;
    }

    private static boolean isEmpty(Collection<?> values) {
        return values == null || values.isEmpty();
    }
}

package dev.clientintents.doctor;

import dev.clientintents.finding.Severity;
import java.util.Locale;

/** The things that can be wrong with a cluster. The {@linkplain #id() ids} are stable: scripts refer to them. */
public enum Symptom {
    CNI_DOES_NOT_ENFORCE(Severity.ERROR, "The network plugin ignores NetworkPolicy, so nothing is closed."),
    CNI_UNKNOWN(Severity.WARNING, "No network plugin that is known was found: nobody can say whether policies hold."),
    SEVERAL_CNIS(Severity.WARNING, "More than one plugin enforces NetworkPolicy, which their makers do not support."),
    CNI_NOT_READY(
            Severity.WARNING,
            "The plugin's agent is not ready on every node: there policies are late or not in force."),
    PROBES_BLOCKED(
            Severity.WARNING,
            "The plugin holds the kubelet's probes against policies, so that pods do not become ready."),
    LABELS_HIDDEN_FROM_CILIUM(Severity.ERROR, "Cilium leaves labels that policies select by out of pods' identities."),

    KUBERNETES_TOO_OLD(Severity.WARNING, "The API server lacks an admission feature that the guard needs."),
    GUARD_MISSING(Severity.WARNING, "No ValidatingAdmissionPolicy keeps others from writing reserved labels."),
    GUARD_NOT_BOUND(Severity.ERROR, "A policy of the guard has no binding that denies, so it is not in force."),
    GUARD_INCOMPLETE(Severity.ERROR, "The guard leaves a way open by which labels reach pods."),
    OPERATOR_NOT_BOUNDED(
            Severity.WARNING,
            "No ValidatingAdmissionPolicy keeps the operator's own account to what the operator does."),
    FORBIDDEN_WRITE_ACCEPTED(
            Severity.ERROR, "In a dry run, the operator's own account was let do what the operator never does."),
    WEBHOOK_NOT_BOUNDED(
            Severity.INFO,
            "The API server is too old to keep the operator's account from its webhook's configuration."),
    FORGED_LABEL_ACCEPTED(Severity.ERROR, "In a dry run, the API server took a reserved label from somebody else."),
    WEBHOOK_MISSING(Severity.ERROR, "The guard leaves the creation of pods to a webhook that is not there."),
    NO_WEBHOOK(Severity.INFO, "There is no webhook: a new pod gets its keys a moment after it is created."),
    WEBHOOK_WITHOUT_CA(Severity.ERROR, "The webhook has no CA bundle, so the API server cannot call it."),
    WEBHOOK_BLOCKS_PODS(Severity.ERROR, "A webhook entry that fails closed matches every pod."),
    WEBHOOK_NOT_LABELLING(Severity.WARNING, "In a dry run, the webhook did not label a pod of a declared client."),
    WEBHOOK_NOT_ANSWERING(Severity.ERROR, "In a dry run, the webhook did not answer as it should."),

    CRD_MISSING(Severity.ERROR, "The cluster does not know ClientIntents."),
    CRD_NOT_ESTABLISHED(Severity.ERROR, "The definition of ClientIntents is there, but not served."),
    CRD_OLDER(Severity.ERROR, "The definition of ClientIntents lacks fields that this version has."),
    CRD_NEWER(Severity.WARNING, "The definition of ClientIntents has fields that this version does not know."),
    CRD_DIFFERS(Severity.ERROR, "The definition of ClientIntents has the fields of this version, but other rules."),

    OPERATOR_MISSING(Severity.ERROR, "No operator was found."),
    OPERATOR_OUTSIDE(Severity.INFO, "The operator's lease is held, but it is not a Deployment of the cluster."),
    OPERATOR_NOT_READY(Severity.ERROR, "No replica of the operator is ready: nothing is labelled or repaired."),
    REPLICA_NOT_READY(Severity.WARNING, "Some replicas of the operator are not ready."),
    SEVERAL_OPERATORS(Severity.ERROR, "More than one operator is installed; they undo each other's labels."),
    LEASE_NOT_HELD(Severity.ERROR, "No replica holds and renews the lease, so nobody writes."),
    RIGHT_MISSING(Severity.ERROR, "The operator's service account lacks a right that it needs."),
    OWNER_UNREADABLE(
            Severity.WARNING, "The operator may not read a kind that owns pods: those workloads are not found."),
    AGENTS_NOT_READY(Severity.WARNING, "Traffic is to be observed, and agents are not ready on every node."),

    CLIENT_LACKS_KEY(Severity.ERROR, "A server is isolated and pods of its client lack the key: they are refused."),
    LABELS_LATE(Severity.WARNING, "Pods lack labels that nothing hangs on yet."),
    SERVER_LACKS_LABEL(Severity.ERROR, "Pods of a server lack the label that its policy selects: they are open."),
    CLOSED_ONCE_LABELLED(
            Severity.INFO,
            "Servers are not selected by their workloads' own selectors: a new pod is closed only once it is labelled."),
    FOREIGN_KEY(Severity.ERROR, "Pods carry a key that nobody declared, and a policy admits it."),
    FOREIGN_LABEL(Severity.WARNING, "Pods carry reserved labels that the operator did not compute."),
    POLICY_MISSING(Severity.ERROR, "A policy of the operator is not there: what it is to close is open."),
    POLICY_CHANGED(Severity.ERROR, "A policy of the operator is not as it must be."),
    POLICY_OF_EARLIER_NAME(
            Severity.WARNING, "A server policy has the name that an earlier version gave it; the server is closed."),
    POLICY_LEFT_OVER(Severity.WARNING, "A policy of the operator stands for nothing any more."),
    FOREIGN_POLICY(Severity.ERROR, "Somebody else's NetworkPolicy has the name of a policy of the operator."),
    UNREADABLE_OBJECT(Severity.WARNING, "An object of the cluster could not be read and is left out."),
    SHADOW(Severity.INFO, "Namespaces with servers are in shadow mode: nothing is closed there."),
    OPEN_SERVERS(Severity.INFO, "Servers are declared by others than their namespaces, which have not closed them."),
    NAME_SERVERS_UNKNOWN(
            Severity.WARNING,
            "Ways out are to be closed, and no object tells where names are resolved, so they stay open."),
    INVALID_NAMESPACE_LABEL(
            Severity.ERROR, "A label of a namespace has a value that the operator does not know, so it has no effect."),

    NOT_CHECKED(Severity.INFO, "Something was not looked at or tried; a strict run fails.");

    private final Severity severity;
    private final String meaning;

    Symptom(Severity severity, String meaning) {
        this.severity = severity;
        this.meaning = meaning;
    }

    /** Returns the stable name, for example {@code cni-unknown}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public Severity severity() {
        return severity;
    }

    /** Returns whether a running operator may be about to mend it, so that it takes a second look to tell. */
    public boolean mayPass() {
        return compareTo(CLIENT_LACKS_KEY) >= 0 && compareTo(POLICY_LEFT_OVER) <= 0;
    }

    /** Returns what the symptom means, in one sentence. */
    public String meaning() {
        return meaning;
    }
}

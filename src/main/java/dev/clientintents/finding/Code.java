package dev.clientintents.finding;

import java.util.Locale;

/**
 * The kinds of findings. Their {@linkplain #id() ids} are stable: pipelines and editors refer to them.
 *
 * <p>The order is that in which findings about one line are listed.
 */
public enum Code {
    UNREADABLE(Severity.ERROR, "The document cannot be read; the others of the file still count."),
    UNRENDERED_TEMPLATE(Severity.ERROR, "A Helm chart or template that has not been rendered."),
    UNRENDERED_KUSTOMIZATION(
            Severity.WARNING, "A kustomization that has not been built; its files are read as they are."),
    INVALID_OBJECT(Severity.ERROR, "An object that the API server refuses."),
    UNKNOWN_FIELD(Severity.ERROR, "A field that the API server does not know: kubectl refuses it, others lose it."),
    MEANINGLESS_POLICY(
            Severity.ERROR,
            "A policy that an API server takes, and that has no meaning that every cluster agrees on; it does not count."),
    UNSUPPORTED_VERSION(
            Severity.ERROR, "A kind that is known, in a version that clusters do not serve; it is left out."),
    DUPLICATE_OBJECT(Severity.WARNING, "Two objects of one kind, namespace and name; the last counts."),
    UNEVALUATED_POLICIES(Severity.WARNING, "Policies of kinds that are not evaluated, so that no answer is complete."),
    OPERATOR_ASSUMED(
            Severity.WARNING,
            "Labels or policies of the operator that it would change; the answers are those with it."),
    UNLISTED_OBJECTS(
            Severity.INFO,
            "Objects of a live cluster that may lead traffic to servers cannot be listed, so that findings about it may be missing."),
    UNSEEN_PODS(Severity.INFO, "Objects for which an operator makes pods that no template describes."),
    TEMPLATE_IN_A_LIST(Severity.WARNING, "A pod template in a list, to which no patch can add labels."),
    NOT_KUBERNETES(Severity.INFO, "A document that is not a Kubernetes object."),
    OUTDATED_BASELINE(Severity.INFO, "A finding of the baseline that no longer occurs."),
    NOTHING_TO_READ(Severity.WARNING, "No Kubernetes object was found in the input."),

    NOT_IMPORTED(Severity.WARNING, "What a source of an import says and intents cannot say; it is left out."),
    IMPORTED_AS_OF_TODAY(
            Severity.WARNING,
            "What a source says of all that it selects is imported for the workloads that are there, not for those that come."),
    UNPROVEN(
            Severity.WARNING,
            "A client or server of what is imported is not in the input, so that it is not compared."),
    KEPT_POLICY(Severity.INFO, "A policy that intents cannot say exactly; it has to stay beside them."),
    IMPORTED_IN_PART(
            Severity.INFO, "What a source says beside who connects to whom is left out; who connects is imported."),

    UNKNOWN_NAMESPACE(Severity.WARNING, "Nothing in the input is in the namespace that is named."),
    UNKNOWN_CLIENT(Severity.ERROR, "No workload of the client's name is in its namespace."),
    UNKNOWN_SERVER(Severity.ERROR, "No workload of the server's name is in its namespace."),
    UNKNOWN_CALLER(
            Severity.WARNING, "A ServerAccess admits a client, or a source of traffic, that is not in its namespace."),
    UNKNOWN_SERVICE(Severity.ERROR, "No Service of the server's name is in its namespace."),
    UNKNOWN_PORT(Severity.ERROR, "A port that is named is not a port of the server."),
    SERVICE_WITHOUT_SELECTOR(Severity.ERROR, "The Service selects no pods, so there is nothing to protect."),
    NO_PODS(Severity.WARNING, "No pod of the input backs the server."),
    EXCLUDED_NAMESPACE(Severity.WARNING, "The namespace is one that the operator leaves alone."),
    HOST_NETWORK(Severity.WARNING, "Pods on the host network, where NetworkPolicy does not hold."),
    DUPLICATE_INTENT(Severity.WARNING, "The same client, server and ports are declared twice."),
    OVERLAPPING_INTENTS(Severity.WARNING, "An intent opens what another of the same client opens already."),
    LAST_CLIENT_GONE(Severity.WARNING, "A server had a client and has none now; its policy will admit nobody."),
    FOREIGN_POLICY(Severity.ERROR, "A NetworkPolicy that has the name of one of the operator's is not the operator's."),
    OVER_BUDGET(Severity.ERROR, "The client's namespace asks for more than the operator's budgets admit."),
    NOT_GRANTED(Severity.ERROR, "The server's side does not consent to what an intent declares."),
    ACCESS_CONFLICT(Severity.WARNING, "A ServerAccess says shadow of a server that another one closes."),
    NAME_SERVERS_UNKNOWN(
            Severity.WARNING,
            "Ways out are to be closed, and it is not known where names are resolved, so they stay open."),
    WAY_OUT_OPEN(
            Severity.WARNING, "What a client declares cannot be told to a policy, so that its way out stays open."),
    NOT_REACHED(Severity.ERROR, "The way out of a client is closed and does not lead to something that it declares."),
    MORE_WAYS_OUT(Severity.INFO, "Another policy lets a client whose way out is closed connect to undeclared things."),
    DECLARED_METADATA(
            Severity.WARNING, "Declared addresses hold those at which clouds hand out the credentials of nodes."),
    DECLARED_CLUSTER_ADDRESSES(
            Severity.INFO, "Declared addresses hold those of pods or Services, of which network plugins disagree."),
    BLOCKED_BY_EGRESS(Severity.ERROR, "Egress policies of the client keep it from what it declares."),
    BLOCKED_BY_ADMIN_POLICY(Severity.ERROR, "An admin policy of the cluster denies what an intent declares."),
    OPENED_BY_ADMIN_POLICY(
            Severity.INFO, "An admin policy of the cluster lets pods into a closed server, declared or not."),
    CUT_FROM_ITSELF(
            Severity.WARNING,
            "A namespace denies by default, and the replicas of a workload that is no server, which look like a cluster, cannot"
                    + " reach each other."),
    CUT_FROM_ENTRANCE(Severity.WARNING, "A server is closed to the Ingress, route or load balancer that leads to it."),
    CUT_FROM_SCRAPING(Severity.WARNING, "A server is closed to what scrapes its metrics."),
    CUT_FROM_API_SERVER(
            Severity.WARNING,
            "A server is closed to the API server, which calls it as a webhook or an API of its own."),
    UNKNOWN_BACKEND_PORT(Severity.WARNING, "An Ingress, a route or a webhook names a port that its Service lacks."),
    MISSPELT_SELECTOR(Severity.WARNING, "A selector of a NetworkPolicy matches nothing, and nearly what is there."),
    MISSPELT_NAMESPACE(
            Severity.INFO,
            "A NetworkPolicy is in, or names, a namespace that is not in the input, and one of nearly that name is."),
    POLICY_SELECTS_NOTHING(Severity.INFO, "A NetworkPolicy selects no pod of the input."),
    PEER_MATCHES_NOTHING(Severity.INFO, "A peer of a NetworkPolicy matches no pod of the input."),
    UNKNOWN_POLICY_PORT(Severity.WARNING, "A NetworkPolicy names a port that none of the pods has."),
    POLICY_ON_HOST_NETWORK(
            Severity.INFO,
            "A NetworkPolicy selects, or admits, only pods on the host network, where it does not hold."),
    OPEN_TO_NAMESPACE(
            Severity.INFO, "Another policy opens a closed server to all pods of a namespace, declared or not."),
    OPEN_TO_EVERYBODY(Severity.INFO, "Another policy opens the server to every pod of the cluster, declared or not."),
    PARTLY_CLOSED(
            Severity.WARNING,
            "Some pods of the server are closed as those of another one, and refuse the client that declares only this."),
    SERVER_NOT_CLOSED(Severity.INFO, "The server's namespace has not closed it: everybody reaches it."),
    SHADOW_NAMESPACE(Severity.INFO, "The server's namespace is in shadow mode: nothing is closed."),
    RESERVED_LABEL(Severity.WARNING, "A template carries labels that only the operator may set; it removes them."),
    INVALID_NAMESPACE_LABEL(
            Severity.ERROR, "A label of a namespace has a value that the operator does not know, so it has no effect."),
    CONTRADICTORY_LABELS(
            Severity.WARNING,
            "A namespace denies what goes out by one label, and leaves it open by another; it is denied."),
    EGRESS_NOT_DENIED(
            Severity.WARNING,
            "A namespace asks to deny what goes out, which needs that it is known where names are resolved."),
    INVALID_SERVICE_NAME(Severity.WARNING, "The override annotation is not a valid name and is ignored."),
    OWNER_NOT_IN_INPUT(Severity.INFO, "Pods state an owner that is not in the input.");

    private final Severity severity;
    private final String meaning;

    Code(Severity severity, String meaning) {
        this.severity = severity;
        this.meaning = meaning;
    }

    /** Returns the stable name, for example {@code unknown-server}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public Severity severity() {
        return severity;
    }

    /** Returns the meaning of a finding of this kind, in one sentence. */
    public String meaning() {
        return meaning;
    }
}

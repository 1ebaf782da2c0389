package dev.clientintents.doctor.guard;

/** Something that the operator never does, though its roles allow it, and which is tried as a dry run in its name. */
public enum ForbiddenWrite {
    ANNOTATE_POD("annotate a pod", "UPDATE", "pods"),
    WRITE_FOREIGN_POLICY("create a NetworkPolicy that is not its own", "CREATE", "networkpolicies"),
    LABEL_WEBHOOK("label its webhook's configuration", "UPDATE", "mutatingwebhookconfigurations");

    private final String act;
    private final String operation;
    private final String resource;

    ForbiddenWrite(String act, String operation, String resource) {
        this.act = act;
        this.operation = operation;
        this.resource = resource;
    }

    /** Returns what is tried, as in: to annotate a pod. */
    String act() {
        return act;
    }

    String operation() {
        return operation;
    }

    String resource() {
        return resource;
    }
}

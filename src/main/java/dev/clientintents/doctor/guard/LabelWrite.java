package dev.clientintents.doctor.guard;

import dev.clientintents.model.Labels;

/** A way by which a label could reach a pod, and which is tried as a dry run. */
public enum LabelWrite {
    CREATE_POD("create a pod with a reserved label", "create on pods"),
    UPDATE_POD("add a reserved label to a pod", "patch on pods"),
    UPDATE_POD_STATUS("add a reserved label to a pod through its status", "patch on pods/status"),
    CREATE_TEMPLATE("create a Deployment whose pods carry a reserved label", "create on deployments.apps");

    /** The label that is tried. No server has such a key, since none can be named like that. */
    public static final String LABEL = Labels.PREFIX + "consumes-doctor.dry-run";

    private final String act;
    private final String right;

    LabelWrite(String act, String right) {
        this.act = act;
        this.right = right;
    }

    /** Returns what is tried, as in: to create a pod with a reserved label. */
    String act() {
        return act;
    }

    /** Returns the right that the doctor's user needs to try it. */
    String right() {
        return right;
    }
}

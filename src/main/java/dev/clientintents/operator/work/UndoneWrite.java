package dev.clientintents.operator.work;

/**
 * Says that the API server accepted a write and answered with something else than was asked for. Something in the
 * cluster's admission, which runs before an object is stored, changes it: a mutating webhook, or a
 * MutatingAdmissionPolicy. To write it again at once would be to chase it.
 */
public class UndoneWrite extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param what was changed, and on which object */
    public UndoneWrite(String what) {
        super("a mutating webhook or policy in the cluster's admission changes " + what);
    }
}

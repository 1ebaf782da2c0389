package dev.clientintents.doctor.cni;

/**
 * A network plugin that was recognised.
 *
 * @param name its name
 * @param verdict whether it enforces NetworkPolicy
 * @param trace the object it was recognised by
 * @param reason why the verdict is not "enforces", or what it hangs on; may be empty where it enforces
 * @param advice what to do where it does not; empty where it does
 */
record NetworkPlugin(String name, Verdict verdict, String trace, String reason, String advice) {

    enum Verdict {
        ENFORCES,
        DOES_NOT_ENFORCE,
        UNKNOWN
    }

    static NetworkPlugin enforcing(String name, Object trace) {
        return new NetworkPlugin(name, Verdict.ENFORCES, trace.toString(), "", "");
    }

    static NetworkPlugin notEnforcing(String name, Object trace, String reason, String advice) {
        return new NetworkPlugin(name, Verdict.DOES_NOT_ENFORCE, trace.toString(), reason, advice);
    }

    static NetworkPlugin unclear(String name, Object trace, String reason, String advice) {
        return new NetworkPlugin(name, Verdict.UNKNOWN, trace.toString(), reason, advice);
    }

    boolean enforces() {
        return verdict == Verdict.ENFORCES;
    }
}

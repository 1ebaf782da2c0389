package dev.clientintents.doctor;

import dev.clientintents.doctor.Remark.Ailment;
import dev.clientintents.doctor.Remark.Good;
import java.util.List;

/** Checks whether the API server has what the guard and the webhook need. */
public final class VersionCheck {

    private VersionCheck() {}

    public static List<Remark> remarks(ServerVersion version) {
        if (!version.hasMatchConditions()) {
            return List.of(tooOld(
                    version,
                    "knows no matchConditions of webhooks (1.28) and no ValidatingAdmissionPolicy (1.30)",
                    "upgrade to 1.30 or newer, and install the chart with guard.enabled=false until then"));
        }
        if (!version.hasAdmissionPolicies()) {
            return List.of(tooOld(
                    version,
                    "serves no ValidatingAdmissionPolicy v1 (1.30), so nothing keeps others from writing reserved labels;"
                            + " the operator removes them after the fact",
                    "upgrade to 1.30 or newer"));
        }
        return List.of(new Good("Kubernetes " + version.text() + " has what the guard needs"));
    }

    private static Ailment tooOld(ServerVersion version, String lack, String advice) {
        return new Ailment(
                Symptom.KUBERNETES_TOO_OLD, "API server", "Kubernetes " + version.text() + " " + lack, advice);
    }
}

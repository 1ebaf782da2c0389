package dev.clientintents.doctor;

import dev.clientintents.doctor.Remark.Ailment;
import dev.clientintents.doctor.Remark.Good;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Checks whether agents observe traffic where the operator hears them. */
public final class ObserveCheck {

    /** The label of the chart by which agents are found. */
    public static final String SELECTOR = "app.kubernetes.io/name=client-intents-observe";

    private ObserveCheck() {}

    /**
     * Looks at the agents.
     *
     * @param agents the DaemonSets of the operator's namespace with the label of agents
     */
    public static List<Remark> remarks(OperatorInstallation operator, Answer<List<DaemonSet>> agents) {
        if (!operator.observes()) {
            return List.of();
        }
        if (agents instanceof Answer.Refused<List<DaemonSet>> refused) {
            return List.of(Ailment.notChecked(
                    "the agents that observe traffic", refused.reason(), "give yourself list on daemonsets"));
        }
        List<DaemonSet> found = agents.toOptional().orElse(List.of());
        if (found.isEmpty()) {
            return List.of(new Ailment(
                    Symptom.AGENTS_NOT_READY,
                    operator.toString(),
                    "it hears agents that observe traffic, and there are none",
                    "install them with observe.enabled of the chart, or take CLIENT_INTENTS_OBSERVE_PORT away"));
        }
        return found.stream().map(ObserveCheck::remark).toList();
    }

    private static Remark remark(DaemonSet agents) {
        int wanted = number(agents, DaemonSetStatus::getDesiredNumberScheduled);
        int ready = number(agents, DaemonSetStatus::getNumberReady);
        String object = "DaemonSet " + agents.getMetadata().getNamespace() + "/"
                + agents.getMetadata().getName();
        return ready < wanted || wanted == 0
                ? new Ailment(
                        Symptom.AGENTS_NOT_READY,
                        object,
                        ready + " of " + wanted + " agents are ready: of the other nodes nothing is seen",
                        "kubectl describe daemonset; a namespace with baseline or restricted pod security refuses their pods")
                : new Good("agents observe the traffic of " + wanted + " nodes");
    }

    private static int number(DaemonSet agents, Function<DaemonSetStatus, @Nullable Integer> count) {
        return Optional.ofNullable(agents.getStatus())
                .flatMap(status -> Optional.ofNullable(count.apply(status)))
                .orElse(0);
    }
}

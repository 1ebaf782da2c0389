package dev.clientintents.admission;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.concurrent.CompletionStage;

/** Decides what becomes of pods that are about to be created. */
@FunctionalInterface
public interface Admission {

    /**
     * Decides without blocking; the answer may come later, but within a bounded time. A failure of the answer is a
     * failure of the request.
     */
    CompletionStage<Verdict> admit(Pod pod);
}

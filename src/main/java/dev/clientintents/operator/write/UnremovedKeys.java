package dev.clientintents.operator.write;

import dev.clientintents.graph.PodEntry;
import dev.clientintents.kube.FailureCause;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.operator.work.UtcTime;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The pods from which revoked keys could not be removed, whether or not anything but the pod still tells of them. One
 * event on the pod says so once it has lasted for a while.
 */
public final class UnremovedKeys {

    private static final Duration PASSING = Duration.ofSeconds(10);

    /** Tells of it. */
    @FunctionalInterface
    interface Warner {

        void warn(Pod pod, String reason, String message);
    }

    /**
     * A pod from which keys could not be removed.
     *
     * @param since nanoseconds of the clock at the first failure
     * @param told whether an event has said so
     */
    private record Failing(long since, boolean told) {}

    private final Warner warner;
    private final UtcTime time;
    private final LongSupplier nanoTime;
    private final Map<ObjectKey, Failing> failing = new ConcurrentHashMap<>();

    UnremovedKeys(Warner warner, UtcTime time, LongSupplier nanoTime) {
        this.warner = warner;
        this.time = time;
        this.nanoTime = nanoTime;
    }

    /** Creates an instance without pods, whose events the recorder writes. */
    public UnremovedKeys(EventRecorder events, UtcTime time) {
        this(events::warn, time, System::nanoTime);
    }

    /** Returns the number of pods. */
    public int size() {
        return failing.size();
    }

    /** Notes that a write failed that was to remove these labels. */
    void failed(PodEntry pod, Set<String> labels, RuntimeException failure) {
        var keys = new TreeSet<>(labels);
        keys.removeAll(Labels.OF_WORKLOAD);
        if (keys.isEmpty()) {
            settled(pod.key());
            return;
        }
        long now = nanoTime.getAsLong();
        Failing known = failing.getOrDefault(pod.key(), new Failing(now, false));
        boolean lasts = now - known.since >= PASSING.toNanos();
        failing.put(pod.key(), new Failing(known.since, known.told || lasts));
        if (lasts && !known.told) {
            String more = keys.size() == 1 ? "" : " and " + (keys.size() - 1) + " more";
            warner.warn(
                    object(pod),
                    "KeyNotRemoved",
                    "the revoked key " + keys.first() + more + " could not be removed since " + time.of(known.since)
                            + ", and a policy that still admits it admits this pod: " + FailureCause.message(failure)
                            + "; it will be retried");
        }
    }

    /** Notes that the pod has no key that could not be removed, or is gone. */
    void settled(ObjectKey pod) {
        failing.remove(pod);
    }

    private static Pod object(PodEntry pod) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(pod.key().namespace())
                .withName(pod.key().name())
                .withUid(pod.uid())
                .endMetadata()
                .build();
    }
}

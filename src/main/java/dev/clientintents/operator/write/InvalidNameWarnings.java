package dev.clientintents.operator.write;

import dev.clientintents.model.Labels;
import dev.clientintents.operator.watch.PodFeed.InvalidOverride;
import dev.clientintents.operator.work.StartupBarrier;
import java.util.function.Consumer;

/** Warns of pods that are named by what is not a name. The replica that writes does it, once for a pod and value. */
public final class InvalidNameWarnings implements Consumer<InvalidOverride> {

    private final StartupBarrier barrier;
    private final EventRecorder events;

    /** Warns by events. */
    public InvalidNameWarnings(StartupBarrier barrier, EventRecorder events) {
        this.barrier = barrier;
        this.events = events;
    }

    @Override
    public void accept(InvalidOverride override) {
        if (barrier.isOpen()) {
            var pod = new WarningWindow.Subject(
                    "v1", "Pod", override.pod().namespace(), override.pod().name(), override.uid());
            events.warnOnce(
                    pod,
                    "InvalidServiceName",
                    "annotation " + Labels.SERVICE_NAME + ": '" + override.value()
                            + "' is not a valid DNS-1123 subdomain and is ignored");
        }
    }
}

package dev.clientintents.packet;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Connections to the pods of an app that come while it is open, each tried from before the pod listens. */
public final class ComingPods implements AutoCloseable {
    private final String namespace;
    private final String app;
    private final Function<LivePod, ContinuousProbe> watch;
    private final List<ContinuousProbe> probes = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    ComingPods(String namespace, String app, Function<LivePod, ContinuousProbe> watch) {
        this.namespace = namespace;
        this.app = app;
        this.watch = watch;
    }

    void comes(LivePod pod) {
        if (!closed && pod.namespace().equals(namespace) && pod.isOf(app)) {
            probes.add(watch.apply(pod));
        }
    }

    /** One for each pod that came, in their order. */
    public List<ContinuousProbe> probes() {
        return List.copyOf(probes);
    }

    /** Ends the attempts. What came of them can still be asked. */
    @Override
    public void close() {
        closed = true;
        probes.forEach(ContinuousProbe::close);
    }
}

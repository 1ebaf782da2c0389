package dev.clientintents.operator.write;

import dev.clientintents.operator.watch.ResourceVersions.Version;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The statuses as they were last found right, or written: the cache may not know them yet, and whatever comes later and
 * differs was written by somebody else. What the API server made of our own write is never taken for that, however it
 * looks, or two that disagree would write without end.
 */
final class ReportedStatuses<S> {

    private record Reported<S>(S status, Version version) {}

    private final Map<String, Reported<S>> byUid = new ConcurrentHashMap<>();

    /** Returns the newest status that is known: the object's, or what was written since; null where it has none yet. */
    @Nullable
    S newest(CustomResource<?, S> object) {
        Reported<S> reported = byUid.get(object.getMetadata().getUid());
        return reported == null || Version.of(object.getMetadata()).isNewerThan(reported.version)
                ? object.getStatus()
                : reported.status;
    }

    /** Notes a status that is right from a version of its object on. */
    void note(ObjectMeta object, S status) {
        Version version = Version.of(object);
        byUid.merge(
                object.getUid(),
                new Reported<>(status, version),
                (before, now) -> before.version.isNewerThan(version) ? new Reported<>(status, before.version) : now);
    }

    /** Returns whether somebody else wrote the status of an object that the watch tells of. */
    boolean isForeign(CustomResource<?, S> object) {
        Reported<S> reported = byUid.get(object.getMetadata().getUid());
        return reported != null
                && !reported.status.equals(object.getStatus())
                && Version.of(object.getMetadata()).isNewerThan(reported.version);
    }

    /** Notes that the status may be any, or that the object is gone. */
    void forget(ObjectMeta object) {
        byUid.remove(object.getUid());
    }
}

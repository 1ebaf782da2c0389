package dev.clientintents.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** Sees through watches what every pod, policy and ClientIntents is, by path, and the moment when a goal is reached. */
final class Observer {

    private final Map<String, JsonNode> objects = new HashMap<>();
    private final List<Goal> goals = new ArrayList<>();

    /** The objects, by path, that are not yet as they shall be. */
    private static final class Goal {
        private final Map<String, Predicate<JsonNode>> conditions;
        private final Set<String> missing;
        private final CompletableFuture<Long> reached = new CompletableFuture<>();

        private Goal(Map<String, Predicate<JsonNode>> conditions) {
            this.conditions = conditions;
            this.missing = new HashSet<>(conditions.keySet());
        }

        private void see(String path, JsonNode object, long now) {
            Predicate<JsonNode> condition = conditions.get(path);
            if (condition == null) {
                return;
            }
            if (condition.test(object)) {
                missing.remove(path);
            } else {
                missing.add(path);
            }
            if (missing.isEmpty()) {
                reached.complete(now);
            }
        }
    }

    /** The moment, as of {@link System#nanoTime}, at which a goal is reached. */
    record Moment(CompletableFuture<Long> reached) {

        /** Waits for it, for at most some minutes. */
        long await() {
            try {
                return reached.get(5, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            } catch (ExecutionException | TimeoutException e) {
                throw new IllegalStateException("not reached", e);
            }
        }
    }

    Observer(Api api) {
        for (Kind kind : Kind.values()) {
            var thread = new Thread(() -> watch(api, kind), "watch " + kind);
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void watch(Api api, Kind kind) {
        try (var lines = api.watch(kind.collection(), kind == Kind.POD)) {
            lines.forEach(line -> see(kind, Json.read(line)));
        } catch (IOException | RuntimeException e) {
            System.err.println("The watch of " + kind + " has ended: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void see(Kind kind, JsonNode event) {
        long now = System.nanoTime();
        JsonNode object = event.path("object");
        JsonNode metadata = object.path("metadata");
        if (metadata instanceof ObjectNode node) {
            node.remove("managedFields");
        }
        String path = kind.path(
                metadata.path("namespace").asText(), metadata.path("name").asText());
        boolean deleted = event.path("type").asText().equals("DELETED");
        if (deleted) {
            objects.remove(path);
        } else {
            objects.put(path, object);
        }
        JsonNode seen = deleted ? Json.NOTHING : object;
        goals.forEach(goal -> goal.see(path, seen, now));
        goals.removeIf(goal -> goal.missing.isEmpty());
    }

    /** Says when every object is as it shall be; a missing node stands for one that does not exist. */
    synchronized Moment when(Map<String, Predicate<JsonNode>> conditions) {
        var goal = new Goal(conditions);
        long now = System.nanoTime();
        conditions.keySet().forEach(path -> goal.see(path, objects.getOrDefault(path, Json.NOTHING), now));
        if (!goal.missing.isEmpty()) {
            goals.add(goal);
        }
        return new Moment(goal.reached);
    }

    /** Everything as it is now. */
    synchronized Snapshot snapshot() {
        return new Snapshot(objects);
    }
}

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
import java.util.stream.Collectors;

/** Sees through watches what every pod, policy and ClientIntents is, by path, and the moment when a goal is reached. */
final class Observer {

    private final Map<String, JsonNode> objects = new HashMap<>();
    private final List<Goal> goals = new ArrayList<>();
    private long seen;

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
    final class Moment {
        private final Goal goal;

        private Moment(Goal goal) {
            this.goal = goal;
        }

        boolean isReached() {
            return goal.reached.isDone();
        }

        /** Waits for it, as long as anything happens. */
        long await() {
            while (true) {
                long before = seen();
                try {
                    return goal.reached.get(1, TimeUnit.MINUTES);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(e);
                } catch (ExecutionException e) {
                    throw new IllegalStateException(e);
                } catch (TimeoutException e) {
                    if (seen() == before) {
                        throw new IllegalStateException("nothing happens any more; not as they shall be: " + left(), e);
                    }
                }
            }
        }

        private String left() {
            synchronized (Observer.this) {
                return goal.missing.stream()
                        .limit(5)
                        .map(path -> path + " " + objects.getOrDefault(path, Json.NOTHING))
                        .collect(Collectors.joining("\n"));
            }
        }
    }

    private synchronized long seen() {
        return seen;
    }

    Observer(Api api) {
        for (Kind kind : Kind.values()) {
            var thread = new Thread(() -> watch(api, kind), "watch " + kind);
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void watch(Api api, Kind kind) {
        while (true) {
            try (var lines = api.watch(kind.collection(), kind == Kind.POD)) {
                lines.forEach(line -> see(kind, Json.read(line)));
                System.err.println("The API server ended the watch of " + kind + ", which begins anew");
            } catch (IOException | RuntimeException e) {
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private synchronized void see(Kind kind, JsonNode event) {
        long now = System.nanoTime();
        seen++;
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
        return new Moment(goal);
    }

    /** Everything as it is now. */
    synchronized Snapshot snapshot() {
        return new Snapshot(objects);
    }
}

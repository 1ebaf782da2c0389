package dev.clientintents.bench;

import dev.clientintents.cluster.AuditEvent;
import dev.clientintents.cluster.AuditLog;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What the operator, or a command, asked of the API server from one moment to another. */
record Requests(List<AuditEvent> events) {

    /** The requests since a position; waits for those that are on their way. */
    static Requests since(AuditLog log, long position) throws InterruptedException {
        TimeUnit.SECONDS.sleep(1);
        return new Requests(log.eventsSince(position).stream()
                .filter(event -> event.userAgent().startsWith("client-intents"))
                .toList());
    }

    long writes() {
        return events.stream().filter(AuditEvent::isWrite).count();
    }

    long gets() {
        return events.stream().filter(event -> event.verb().equals("get")).count();
    }

    long lists() {
        return events.stream().filter(event -> event.verb().equals("list")).count();
    }

    @Override
    public String toString() {
        Map<String, Long> counts = events.stream()
                .collect(Collectors.groupingBy(
                        event -> event.verb() + " " + event.resource()
                                + (event.subresource().isEmpty() ? "" : "/" + event.subresource())
                                + (event.code() >= 400 ? " " + event.code() : ""),
                        TreeMap::new,
                        Collectors.counting()));
        return counts.entrySet().stream()
                .map(count -> count.getKey() + " " + count.getValue())
                .collect(Collectors.joining(", "));
    }
}

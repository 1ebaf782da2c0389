package dev.clientintents.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page about closing a live cluster, from flows to the last server, on a hundred services that nobody has declared. */
class AdoptionTest {

    private static final int SERVICES = 100;

    /** How many servers are closed one by one; what is left is closed at once, since each step looks at all of them. */
    private static final int STEPS = 8;

    private record Call(int client, int server) {}

    @TempDir
    private Path folder;

    private final Set<Call> calls = calls(new Random(17));

    @Test
    void theDayOfThePageClosesEveryServerAndBlocksNothingThatWasSeen() throws IOException {
        Path deploy = Files.createDirectory(folder.resolve("deploy"));
        for (int i = 0; i < SERVICES; i++) {
            Files.writeString(deploy.resolve(name(i) + ".yaml"), manifests(i));
        }
        Files.writeString(folder.resolve("flows.jsonl"), flows());

        List<String> commands = Pattern.compile("(?m)^ {4}\\$ client-intents (.+)$")
                .matcher(Files.readString(Path.of("src/site/markdown/adoption.md")))
                .results()
                .map(it -> it.group(1))
                .toList();
        assertThat(commands).hasSize(5);
        for (String command : commands) {
            assertThat(run(command)).as(command).returns(0, Run::exitCode);
        }
        assertThat(run(commands.get(0)).out()).as("nothing is left to suggest").isEmpty();

        String next = commands.get(4);
        for (int closed = 1; closed <= STEPS; closed++) {
            Files.move(deploy.resolve("next.yaml"), deploy.resolve("closes-" + closed + ".yaml"));
            assertThat(run(next)).as("step %s", closed).returns(0, Run::exitCode);
        }
        Files.delete(deploy.resolve("next.yaml"));
        int rest = 0;
        for (JsonNode step : new ObjectMapper()
                .readTree(run(commands.get(3) + " -o json").out())
                .path("steps")) {
            if (step.path("state").asText().equals("ready")) {
                rest++;
                Files.writeString(
                        deploy.resolve("closes-" + (STEPS + rest) + ".yaml"),
                        step.path("manifest").toString());
            }
        }
        assertThat(rest).isEqualTo(SERVICES - STEPS);
        Run last = run(next);
        assertThat(last.exitCode()).isZero();
        assertThat(last.err()).contains("every server is closed");

        Run evidence = run("evidence --enforcement shadow --flows flows.jsonl --all --fail-on"
                + " would-be-blocked,blocked,unknown,never-seen deploy/");
        assertThat(evidence).returns(0, Run::exitCode);
        assertThat(evidence.out()).contains(calls.size() + " permitted, 0 would-be-blocked, 0 blocked, 0 unknown");
        Call nobody = notCalled();
        assertThat(run("can --enforcement shadow shop/" + name(nobody.client()) + " shop/" + name(nobody.server())
                                + " -f deploy/")
                        .out())
                .as("closed to who did not call")
                .startsWith("no");
    }

    private Call notCalled() {
        for (int client = 0; ; client++) {
            var call = new Call(client, (client + 1) % SERVICES);
            if (!calls.contains(call)) {
                return call;
            }
        }
    }

    private Run run(String command) {
        String[] arguments = Arrays.stream(command.split(" ", -1))
                .map(it -> it.startsWith("deploy/") || it.equals("flows.jsonl")
                        ? folder.resolve(it).toString()
                        : it)
                .toArray(String[]::new);
        return Run.of(arguments);
    }

    private static Set<Call> calls(Random random) {
        var calls = new TreeSet<Call>(Comparator.comparingInt(Call::client).thenComparingInt(Call::server));
        while (calls.size() < 3 * SERVICES) {
            var call = new Call(random.nextInt(SERVICES), random.nextInt(SERVICES));
            if (call.client() != call.server()) {
                calls.add(call);
            }
        }
        return calls;
    }

    private static String name(int service) {
        return "service-" + service;
    }

    private static String manifests(int service) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %1$s, namespace: shop}
                spec:
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec:
                      containers:
                        - name: app
                          image: example.com/app
                          ports: [{containerPort: 8080}]
                """.formatted(name(service));
    }

    /** Each connection five times, as Hubble tells of it. */
    private String flows() {
        var lines = new ArrayList<String>();
        for (int round = 0; round < 5; round++) {
            for (Call call : calls) {
                lines.add("""
                        {"flow":{"time":"2026-11-26T%02d:00:00Z","verdict":"FORWARDED","l4":{"TCP":{"source_port":41022,\
                        "destination_port":8080,"flags":{"SYN":true}}},"source":%s,"destination":%s,"Type":"L3_L4",\
                        "traffic_direction":"INGRESS","is_reply":false}}""".formatted(8 + round, end(call.client()), end(call.server())));
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private static String end(int service) {
        return "{\"namespace\":\"shop\",\"pod_name\":\"%1$s-5d4f7c9b8-x7x7x\",\"workloads\":[{\"name\":\"%1$s\",\"kind\":\"Deployment\"}]}"
                .formatted(name(service));
    }
}

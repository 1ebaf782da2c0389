package dev.clientintents.learn.merging;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Texts with ClientIntents in any form that people write, and additions to them. */
final class RandomIntents {

    private static final List<String> COMMENTS =
            List.of("# kept", "# - name: gone", "#", "# \"quoted\": {a: [b]}", "# ü 😀");

    private final Random random;
    private final StringBuilder text = new StringBuilder();
    private final Map<Integer, List<Addition>> additions = new LinkedHashMap<>();
    private int names;

    private RandomIntents(long seed) {
        random = new Random(seed);
    }

    /**
     * A text.
     *
     * @param additions what is added to the object that begins on each line
     * @param wholeLines whether only lines are added, as to lists that are not written in one line
     */
    record Case(String text, Map<Integer, List<Addition>> additions, boolean wholeLines) {}

    static Case of(long seed) {
        return new RandomIntents(seed).make();
    }

    private Case make() {
        boolean flow = random.nextInt(3) == 0;
        int documents = 1 + random.nextInt(3);
        boolean list = random.nextInt(5) == 0;
        if (random.nextInt(4) == 0) {
            text.append("# a head\n---\n");
        }
        if (list) {
            text.append("apiVersion: v1\nkind: List\nitems:\n");
        }
        for (int i = 0; i < documents; i++) {
            if (i > 0 && !list) {
                text.append(random.nextBoolean() ? "---\n" : "--- # next\n");
            }
            maybeComment(list ? "  " : "");
            object(list, flow);
        }
        String made = text.toString();
        if (random.nextInt(4) == 0) {
            made = made.substring(0, made.length() - 1);
        }
        if (random.nextInt(4) == 0) {
            made = made.replace("\n", "\r\n");
        }
        return new Case(made, additions, !flow);
    }

    private void object(boolean inList, boolean flow) {
        String margin = inList ? "  " : "";
        int line = 1 + (int) text.chars().filter(it -> it == '\n').count();
        text.append(inList ? "- " : "").append("apiVersion: clientintents.dev/v1alpha1\n");
        text.append(margin).append("kind: ClientIntents\n");
        text.append(margin).append("metadata: {name: 'web', namespace: \"shop\"}\n");
        var targets = new ArrayList<Boolean>();
        boolean clientLast = random.nextInt(3) == 0;
        if (flow && random.nextBoolean()) {
            text.append(margin)
                    .append("spec: {client: {name: web}, consumes: ")
                    .append(flowList(targets))
                    .append("}\n");
        } else {
            String indentation = margin + " ".repeat(1 + random.nextInt(4));
            text.append(margin).append("spec:\n");
            if (!clientLast) {
                text.append(indentation).append("client: {name: web}\n");
                maybeComment(indentation);
            }
            text.append(indentation).append("consumes:");
            if (flow) {
                text.append(" ").append(flowList(targets)).append(random.nextBoolean() ? "\n" : " # one line\n");
            } else {
                text.append(random.nextInt(4) == 0 ? " # who\n" : "\n");
                blockList(indentation + (random.nextBoolean() ? "" : " ".repeat(1 + random.nextInt(3))), targets);
            }
            if (clientLast) {
                maybeComment(indentation);
                text.append(indentation).append("client: {name: web}\n");
            }
        }
        if (random.nextInt(5) > 0) {
            additions.put(line, added(targets));
        }
    }

    private List<Addition> added(List<Boolean> targets) {
        var added = new ArrayList<Addition>();
        for (int i = 0; i < targets.size(); i++) {
            if (targets.get(i) && random.nextInt(3) == 0) {
                added.add(new Addition.MorePorts(i, List.of(port()), comments()));
            }
        }
        for (int i = random.nextInt(3); i >= 0 || added.isEmpty(); i--) {
            var fields = new LinkedHashMap<String, Object>();
            fields.put("name", any(List.of("new", "on", "123", "a.b", "1e3")) + names++);
            if (random.nextBoolean()) {
                fields.put("namespace", "other");
            }
            if (random.nextBoolean()) {
                fields.put("ports", List.of(port(), port()));
            }
            added.add(new Addition.NewTarget(fields, comments()));
        }
        return added;
    }

    private Map<String, Object> port() {
        var port = new LinkedHashMap<String, Object>();
        port.put("port", random.nextInt(4) == 0 ? (Object) "http" : (Object) (1 + random.nextInt(9999)));
        if (random.nextInt(4) == 0) {
            port.put("protocol", "UDP");
        }
        return port;
    }

    private List<String> comments() {
        return random.nextInt(4) == 0 ? List.of() : List.of("seen " + random.nextInt(99) + " times", "by \"env\": [x]");
    }

    /** @param targets is told of each server whether it lists ports */
    private String flowList(List<Boolean> targets) {
        String space = any(List.of("", " ", "\n            "));
        var list = new StringBuilder("[").append(space);
        for (int i = random.nextInt(3); i > 0; i--) {
            boolean ports = random.nextBoolean();
            targets.add(ports);
            list.append("{name: ")
                    .append(name())
                    .append(ports ? ", ports: [{port: 80}" + any(List.of("", " ", ",")) + "]" : "");
            list.append(any(List.of("}", " }")));
            list.append(i > 1 ? ", " + space : any(List.of("", ",", " ")));
        }
        return list + "]";
    }

    private void blockList(String dash, List<Boolean> targets) {
        String gap = " ".repeat(1 + random.nextInt(3));
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                maybeComment(dash);
            }
            boolean outside = random.nextInt(6) == 0;
            boolean ports = random.nextBoolean();
            if (!outside) {
                targets.add(ports);
            }
            String first = outside ? "host: api.example.com" : "name: " + name();
            if (random.nextInt(3) == 0) {
                text.append(dash)
                        .append("- {")
                        .append(first)
                        .append(ports ? ", ports: [{port: 80}]" : "")
                        .append("}");
                text.append(random.nextBoolean() ? "\n" : " # one\n");
                continue;
            }
            String inside = dash + " " + gap;
            text.append(dash).append("-").append(gap).append(first).append("\n");
            if (ports) {
                String deeper = inside + (random.nextBoolean() ? "" : "  ");
                text.append(inside)
                        .append(
                                switch (random.nextInt(3)) {
                                    case 0 -> "ports: [{port: 80}]\n";
                                    case 1 ->
                                        "ports:\n" + deeper + "- port: 80\n" + deeper + "  protocol: UDP # last\n";
                                    default -> "ports:\n" + deeper + "-   {port: 80}\n";
                                });
            }
        }
        if (random.nextInt(3) == 0) {
            text.append(random.nextBoolean() ? "\n" : dash + "  # - name: old\n");
        }
    }

    private String name() {
        String name = "server-" + names++;
        return any(List.of(name, "'" + name + "'", "\"" + name + "\""));
    }

    private void maybeComment(String indentation) {
        if (random.nextInt(3) == 0) {
            text.append(indentation).append(any(COMMENTS)).append("\n");
        }
    }

    private String any(List<String> list) {
        return list.get(random.nextInt(list.size()));
    }
}

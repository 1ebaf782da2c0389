package dev.clientintents.manifest.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Documents that are broken in one place each: some picked by hand, the others made from healthy ones. */
public final class BrokenDocuments {

    /**
     * A broken document.
     *
     * @param name what is broken
     * @param text the document, without a marker
     */
    public record Broken(String name, String text) {

        @Override
        public String toString() {
            return name;
        }
    }

    /** Where a value of that type stands: {@code <int 8080>}. */
    private static final Pattern PLACE = Pattern.compile("<(int|text|list|map|bool|name) ([^>]*)>");

    private static final List<String> HEALTHY = List.of("""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: <name web>, labels: <map {app: web}>}
            spec:
              replicas: <int 2>
              selector: {matchLabels: {tier: web}}
              template:
                metadata: {labels: {tier: web, app: <text web>}, annotations: {note: <text hello>}}
                spec:
                  hostNetwork: <bool false>
                  containers: [{image: a, name: <text web>, ports: [{containerPort: <int 8080>, name: <text http>}]}]
            """, """
            apiVersion: v1
            kind: Service
            metadata: {name: <name web>}
            spec:
              selector: {app: <text web>}
              ports: [{port: <int 80>, name: <text http>, targetPort: 8080}]
            """, """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: <map {name: web}>
            spec:
              podSelector: <map {matchLabels: {app: web}}>
              policyTypes: <list [Ingress]>
              ingress: [{from: <list [{podSelector: {}}]>, ports: [{port: 80, endPort: <int 90>}]}]
            """, """
            apiVersion: clientintents.dev/v1alpha1
            kind: ClientIntents
            metadata: {name: <name web>}
            spec:
              client: {name: <text web>}
              consumes: <list []>
            """, """
            apiVersion: v1
            kind: Pod
            metadata: {name: lone, namespace: <name shop>}
            spec: {hostNetwork: <bool false>, containers: <list [{image: a, name: a, ports: []}]>}
            """, """
            apiVersion: batch/v1
            kind: CronJob
            metadata: {name: nightly}
            spec: {schedule: "@daily", jobTemplate: {spec: {template: <map {spec: {restartPolicy: Never, containers: [{image: a, name: a}]}}>}}}
            """, """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: front}
            spec: {rules: [{http: {paths: <list [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]>}}]}
            """, """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: settings
              labels: <map {app: a}>
              annotations: {clientintents.dev/service-name: <text a>}
              ownerReferences: <list []>
            data: {a: b}
            """);

    private static final Map<String, List<String>> WRONG = Map.of(
            "int", List.of("'80'", "many", "[1]", "{a: b}", "true", "1.5", "99999999999999999999", "1e400", "-5"),
            "text", List.of("[a]", "{a: b}", "12", "true", "1e3", "on"),
            "name", List.of("[a]", "{a: b}", "12", "on", "Upper", "'a b'", "-a", "a_b"),
            "list", List.of("text", "{a: b}", "12", "true"),
            "map", List.of("text", "[a]", "12", "false"),
            "bool", List.of("text", "[a]", "{a: b}", "12", "'true'"));

    private BrokenDocuments() {}

    public static List<Broken> all(long seed) {
        var all = new ArrayList<Broken>();
        picked().forEach((name, text) -> all.add(new Broken(name, text)));
        HEALTHY.forEach(healthy -> wrongTypes(healthy, all));
        truncated(new SplittableRandom(seed), all);
        return all;
    }

    /** The documents as they are before something is broken. */
    static List<String> healthy() {
        return HEALTHY.stream()
                .map(text -> PLACE.matcher(text).replaceAll(place -> Matcher.quoteReplacement(place.group(2))))
                .toList();
    }

    private static void wrongTypes(String healthy, List<Broken> into) {
        int places = (int) PLACE.matcher(healthy).results().count();
        String kind = healthy.lines().skip(1).findFirst().orElse("");
        for (int i = 0; i < places; i++) {
            for (String wrong : WRONG.getOrDefault(
                    PLACE.matcher(healthy).results().toList().get(i).group(1), List.of())) {
                var broken = new StringBuilder();
                var matcher = PLACE.matcher(healthy);
                for (int place = 0; matcher.find(); place++) {
                    matcher.appendReplacement(broken, Matcher.quoteReplacement(place == i ? wrong : matcher.group(2)));
                }
                matcher.appendTail(broken);
                into.add(new Broken(kind + ", value " + i + " is " + wrong, broken.toString()));
            }
        }
    }

    /** Flow style that ends too early is never valid; block style may be. */
    private static void truncated(SplittableRandom random, List<Broken> into) {
        String json =
                "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"a\", \"labels\": {\"app\": \"a\"}},"
                        + " \"spec\": {\"containers\": [{\"name\": \"a\", \"ports\": [{\"containerPort\": 80}]}]}}";
        for (int i = 0; i < 30; i++) {
            int length = random.nextInt(1, json.length());
            into.add(new Broken("JSON cut after " + length, json.substring(0, length) + "\n"));
        }
    }

    private static Map<String, String> picked() {
        String head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
        String bomb = """
                a: &a [x, x, x, x, x, x, x, x, x, x]
                b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
                c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
                d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
                e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
                f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
                g: &g [*f, *f, *f, *f, *f, *f, *f, *f, *f, *f]
                """;
        return new TreeMap<>(
                Map.ofEntries(
                        Map.entry("a tab for indentation", head + "data:\n\ta: b\n"),
                        Map.entry("a key twice", head + "data: {a: 1, a: 2}\n"),
                        Map.entry("metadata twice", head + "metadata: {name: b}\n"),
                        Map.entry("aliases that explode", bomb),
                        Map.entry(
                                "merges that explode",
                                bomb.replaceAll("\\[(.*)]", "{<<: [$1]}")
                                        .replace("x, ", "{x: 1}, ")
                                        .replace("x]", "{x: 1}]")),
                        Map.entry("an alias in what it stands for", head + "data: &d {a: *d}\n"),
                        Map.entry("an alias of nothing", head + "data: *nothing\n"),
                        Map.entry("deep nesting", head + "x: " + "[".repeat(20_000) + "]".repeat(20_000) + "\n"),
                        Map.entry(
                                "deep nesting of maps", head + "x: " + "{a: ".repeat(5_000) + "}".repeat(5_000) + "\n"),
                        Map.entry("deep nesting in blocks", head + "x:\n" + " -".repeat(3_000) + " a\n"),
                        Map.entry("a huge value", head + "data: {a: '" + "x".repeat(4 << 20) + "'}\n"),
                        Map.entry("a huge plain value", head + "x: " + "y ".repeat(2 << 20) + "\n"),
                        Map.entry("a huge block", head + "x: |\n" + ("  " + "z".repeat(1022) + "\n").repeat(4 << 10)),
                        Map.entry("a huge key", head + "? " + "k".repeat(4 << 20) + "\n: a\n"),
                        Map.entry("binary", "\u0000\u0001\u0002ELF\u0000\u0000\n"),
                        Map.entry("a control character", head + "data: {a: \u0007}\n"),
                        Map.entry("a broken escape", head + "data: {a: \"\\q\"}\n"),
                        Map.entry("an escape of an impossible character", head + "data: {a: \"\\UFFFFFFFF\"}\n"),
                        Map.entry("an open quote", head + "data: {a: 'b}\n"),
                        Map.entry("an open double quote", head + "data:\n  a: \"b\n"),
                        Map.entry("an open map", head + "data: {a: b\n"),
                        Map.entry("an open list", head + "data: [a, b\n"),
                        Map.entry("a bracket too many", head + "data: {a: b}}\n"),
                        Map.entry("an indentation that fits nothing", "a:\n    b: c\n  d: e\n"),
                        Map.entry("two values for a key", "apiVersion: v1: v2\nkind: Pod\n"),
                        Map.entry("a map as a key", head + "? {a: b}\n: c\n"),
                        Map.entry("an empty key", head + "? \n: c\n"),
                        Map.entry("a merge of a text", head + "<<: text\n"),
                        Map.entry("an unknown directive's end", "%YAML 9.9\n%TAG ! tag:x\n"),
                        Map.entry("an undefined tag handle", head + "data: !x!y {a: b}\n"),
                        Map.entry("a reserved character", head + "data: @here\n"),
                        Map.entry("a template", "apiVersion: v1\nkind: Pod\nmetadata: {name: {{ .Release.Name }}}\n"),
                        Map.entry(
                                "a template's block",
                                "apiVersion: v1\nkind: Pod\n{{- if .Values.x }}\nmetadata: {}\n{{- end }}\n"),
                        Map.entry(
                                "a template in quotes", "apiVersion: v1\nkind: Pod\nmetadata: {name: \"{{ .x }}\"}\n"),
                        Map.entry("a text only", "just some words\n"),
                        Map.entry("a list only", "- a\n- b\n"),
                        Map.entry("a number only", "42\n"),
                        Map.entry("no kind", "apiVersion: v1\nmetadata: {name: a}\n"),
                        Map.entry("no apiVersion", "kind: Pod\nmetadata: {name: a}\n"),
                        Map.entry("a kind that is a list", "apiVersion: v1\nkind: [Pod]\nmetadata: {name: a}\n"),
                        Map.entry("an apiVersion that is a number", "apiVersion: 1\nkind: Pod\nmetadata: {name: a}\n"),
                        Map.entry("neither", "replicaCount: 2\nimage: {tag: latest}\n"),
                        Map.entry("metadata that is a text", "apiVersion: v1\nkind: Pod\nmetadata: frontend\n"),
                        Map.entry("no name", "apiVersion: v1\nkind: Namespace\nmetadata: {labels: {a: b}}\n"),
                        Map.entry("items that are a map", "apiVersion: v1\nkind: List\nitems: {a: b}\n"),
                        Map.entry("an item that is a text", "apiVersion: v1\nkind: List\nitems: [a]\n"),
                        Map.entry("a pod without a spec", "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"),
                        Map.entry(
                                "a pod without containers",
                                "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {}\n"),
                        Map.entry(
                                "a deployment without a template",
                                "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {selector: {matchLabels: {a: b}}}\n"),
                        Map.entry(
                                "a version that is gone",
                                "apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata: {name: a}\n"),
                        Map.entry(
                                "a field that a policy does not have",
                                "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\nspec: {podSelectors: {}}\n")));
    }
}

package dev.clientintents.learn.suggest;

import dev.clientintents.effective.PodTemplate;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.effective.SnapshotPod;
import dev.clientintents.finding.Position;
import dev.clientintents.manifest.Manifest;
import dev.clientintents.manifest.yaml.Value;
import dev.clientintents.manifest.yaml.Value.Mapping;
import dev.clientintents.manifest.yaml.Value.Scalar;
import dev.clientintents.manifest.yaml.Value.Sequence;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.WorkloadId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Collects what configures the pods of an input: the environment and arguments of containers, and the ConfigMaps and Secrets
 * that they take it from, or mount.
 */
final class Settings {

    private static final String SECRET = "Secret";
    private static final String CONFIG_MAP = "ConfigMap";
    private static final String NAME = "name";

    /** A reference to a variable, as <a href="https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/">Kubernetes expands it</a>. */
    private static final Pattern REFERENCE = Pattern.compile("\\$\\(([-._a-zA-Z][-._a-zA-Z0-9]*+)\\)");

    /** By whom a value is written. */
    private enum Origin {
        WORKLOAD,
        CONFIG_MAP,
        SECRET
    }

    /** A name of a variable; other keys are those of files. */
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*+");

    private static final Pattern FLAG = Pattern.compile("--?[A-Za-z][-A-Za-z0-9_.]*+");

    /** A value, and where it stands. */
    private record Entry(String name, String value, String what, Position position, Origin origin) {}

    private final Map<Position, Manifest> objects = new HashMap<>();
    private final Map<ObjectKey, Manifest> configMaps = new HashMap<>();
    private final Map<ObjectKey, Manifest> secrets = new HashMap<>();
    private final List<Setting> settings = new ArrayList<>();

    private Settings(List<Manifest> manifests) {
        for (Manifest manifest : manifests) {
            var key = new ObjectKey(manifest.namespace(), manifest.name());
            switch (manifest.apiVersion() + "/" + manifest.kind()) {
                case "v1/ConfigMap" -> configMaps.put(key, manifest);
                case "v1/Secret" -> secrets.put(key, manifest);
                default -> objects.put(manifest.position(), manifest);
            }
        }
    }

    /**
     * Returns the settings of all workloads.
     *
     * @param manifests the objects of the input, read with what configures pods
     */
    static List<Setting> of(List<Manifest> manifests, Snapshot snapshot) {
        var collected = new Settings(manifests);
        Set<WorkloadId> templated = new HashSet<>();
        for (SnapshotPod pod : snapshot.templates()) {
            templated.add(pod.workload());
            PodTemplate template = pod.template();
            if (template != null) {
                collected.at(template).ifPresent(it -> collected.pod(pod.workload(), template.position(), it));
            }
        }
        for (SnapshotPod pod : snapshot.pods()) {
            Manifest manifest = collected.objects.get(pod.position());
            if (pod.template() == null && manifest != null && !templated.contains(pod.workload())) {
                collected.pod(pod.workload(), pod.position(), manifest.content());
            }
        }
        return collected.settings;
    }

    private Optional<Mapping> at(PodTemplate template) {
        Value current = Optional.ofNullable(objects.get(template.position()))
                .<Value>map(Manifest::content)
                .orElse(null);
        for (String field : template.path()) {
            current = field.startsWith("[")
                    ? item(current, Integer.parseInt(field.substring(1, field.length() - 1)))
                    : current instanceof Mapping mapping ? mapping.entries().get(field) : null;
        }
        return current instanceof Mapping mapping ? Optional.of(mapping) : Optional.empty();
    }

    private static @Nullable Value item(@Nullable Value list, int index) {
        return list instanceof Sequence sequence && index < sequence.items().size()
                ? sequence.items().get(index)
                : null;
    }

    /** @param template a pod, a template, or a step of a Workflow */
    private void pod(WorkloadId client, Position position, Mapping template) {
        Mapping spec = template.mapping("spec").orElse(template);
        List<Mapping> containers = Stream.of(
                        spec.items("containers").stream(),
                        spec.items("initContainers").stream(),
                        Stream.of("container", "script").flatMap(it -> spec.mapping(it).stream()),
                        spec.mapping("containerSet").stream().flatMap(it -> it.items("containers").stream()))
                .flatMap(it -> it)
                .filter(Mapping.class::isInstance)
                .map(Mapping.class::cast)
                .toList();
        containers.forEach(it -> container(client, position, it));
        spec.items("volumes").forEach(it -> volume(client, it));
    }

    private void container(WorkloadId client, Position position, Mapping container) {
        Map<String, Entry> variables = new LinkedHashMap<>();
        for (Value source : container.items("envFrom")) {
            if (source instanceof Mapping mapping) {
                String prefix = mapping.text("prefix").orElse("");
                all(client, mapping, "configMapRef", NAME, "secretRef", NAME).stream()
                        .filter(it -> VARIABLE.matcher(it.name).matches())
                        .forEach(it -> variables.put(prefix + it.name, named(prefix + it.name, it)));
            }
        }
        for (Value item : container.items("env")) {
            if (item instanceof Mapping variable) {
                variable.text(NAME)
                        .flatMap(name -> variable(client, position, name, variable))
                        .ifPresent(it -> variables.put(it.name, it));
            }
        }
        Map<String, String> values = new HashMap<>();
        variables.forEach((name, entry) -> {
            if (entry.origin != Origin.SECRET) {
                values.put(name, expanded(entry.value, values));
            }
        });
        variables.forEach((name, entry) ->
                add(client, entry, Mentions.ofValue(name, values.getOrDefault(name, entry.value), values)));
        arguments(client, position, container, values);
    }

    private static Entry named(String name, Entry entry) {
        return new Entry(name, entry.value, "env " + name + " by " + entry.what, entry.position, entry.origin);
    }

    private Optional<Entry> variable(WorkloadId client, Position position, String name, Mapping variable) {
        Optional<Value> value = variable.get("value");
        if (value.isPresent()) {
            return text(value.get())
                    .map(it -> new Entry(
                            name, it, "env " + name, position.at(value.get().line()), Origin.WORKLOAD));
        }
        Optional<Mapping> from = variable.mapping("valueFrom");
        return Stream.of(CONFIG_MAP, SECRET)
                .flatMap(kind ->
                        from
                                .flatMap(it -> it.mapping(kind.equals(SECRET) ? "secretKeyRef" : "configMapKeyRef"))
                                .stream()
                                .flatMap(reference -> of(client, kind, reference.text(NAME)).stream()
                                        .filter(it -> reference
                                                .text("key")
                                                .filter(it.name::equals)
                                                .isPresent())))
                .map(it -> named(name, it))
                .findFirst();
    }

    private static Optional<String> text(Value value) {
        return value instanceof Scalar scalar && scalar.content() != null
                ? Optional.of(String.valueOf(scalar.content()))
                : Optional.empty();
    }

    /** Takes command and arguments; a flag without a value has the argument after it for one. */
    private void arguments(WorkloadId client, Position position, Mapping container, Map<String, String> variables) {
        for (String field : List.of("command", "args")) {
            List<Value> items = container.items(field);
            List<String> all = items.stream()
                    .map(item -> text(item).map(it -> expanded(it, variables)).orElse(""))
                    .toList();
            Map<String, String> flags = new HashMap<>();
            for (int i = 1; i < all.size(); i++) {
                if (FLAG.matcher(all.get(i - 1)).matches()) {
                    flags.put(all.get(i - 1), all.get(i));
                }
            }
            String flag = null;
            for (int i = 0; i < items.size(); i++) {
                Value item = items.get(i);
                String argument = all.get(i);
                add(
                        client,
                        new Entry(
                                "",
                                argument,
                                flag == null ? field : field + " " + flag,
                                position.at(item.line()),
                                Origin.WORKLOAD),
                        Mentions.ofValue(flag, argument, flags));
                flag = FLAG.matcher(argument).matches() ? argument : null;
            }
        }
    }

    private static String expanded(String value, Map<String, String> variables) {
        return REFERENCE
                .matcher(value)
                .replaceAll(it -> Matcher.quoteReplacement(variables.getOrDefault(it.group(1), it.group())));
    }

    private void volume(WorkloadId client, Value item) {
        if (item instanceof Mapping volume) {
            files(client, volume, "secretName");
            volume.mapping("projected").stream()
                    .flatMap(it -> it.items("sources").stream())
                    .filter(Mapping.class::isInstance)
                    .forEach(it -> files(client, (Mapping) it, NAME));
        }
    }

    private void files(WorkloadId client, Mapping volume, String secretName) {
        all(client, volume, "configMap", NAME, "secret", secretName)
                .forEach(it -> add(client, it, Mentions.ofFile(it.value)));
    }

    /** Returns the values of the ConfigMap and the Secret that something names. */
    private List<Entry> all(
            WorkloadId client, Mapping naming, String configMap, String itsName, String secret, String nameOfSecret) {
        return Stream.concat(
                        naming.mapping(configMap).stream()
                                .flatMap(it -> of(client, CONFIG_MAP, it.text(itsName)).stream()),
                        naming.mapping(secret).stream()
                                .flatMap(it -> of(client, SECRET, it.text(nameOfSecret)).stream()))
                .toList();
    }

    private List<Entry> of(WorkloadId client, String kind, Optional<String> name) {
        boolean secret = kind.equals(SECRET);
        Optional<Manifest> object =
                name.map(it -> (secret ? secrets : configMaps).get(new ObjectKey(client.namespace(), it)));
        if (object.isEmpty()) {
            return List.of();
        }
        var entries = new ArrayList<Entry>();
        Position position = object.get().position();
        for (String field : List.of("data", "stringData")) {
            object.get()
                    .content()
                    .mapping(field)
                    .ifPresent(data -> data.entries()
                            .forEach((key, value) -> text(value)
                                    .flatMap(it -> secret && field.equals("data") ? decoded(it) : Optional.of(it))
                                    .ifPresent(it -> entries.add(new Entry(
                                            key,
                                            it,
                                            "key " + key,
                                            position.at(value.line()),
                                            secret ? Origin.SECRET : Origin.CONFIG_MAP)))));
        }
        return entries;
    }

    private static Optional<String> decoded(String base64) {
        try {
            return Optional.of(new String(
                    Base64.getMimeDecoder().decode(base64.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void add(WorkloadId client, Entry entry, List<Mention> mentions) {
        if (!mentions.isEmpty()) {
            settings.add(new Setting(
                    client,
                    entry.what,
                    entry.position,
                    mentions,
                    entry.origin == Origin.WORKLOAD,
                    entry.origin == Origin.SECRET));
        }
    }
}

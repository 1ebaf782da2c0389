package dev.clientintents.manifest;

import dev.clientintents.effective.ObjectId;
import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Position;
import dev.clientintents.manifest.yaml.Documents;
import dev.clientintents.manifest.yaml.Relevance;
import dev.clientintents.manifest.yaml.Unreadable;
import dev.clientintents.manifest.yaml.Value;
import dev.clientintents.manifest.yaml.Value.Mapping;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Reads the objects of one stream. Each document that cannot be read is one finding, and the next ones still count. */
final class ManifestStream {

    private static final String RENDER = "render it first: helm template RELEASE CHART | client-intents check -";

    /** The kinds, by their groups, of which the input is read and whose objects are in no namespace. */
    private static final Set<String> CLUSTER_SCOPED = Set.of(
            "/Namespace",
            "/Node",
            "admissionregistration.k8s.io/MutatingWebhookConfiguration",
            "admissionregistration.k8s.io/ValidatingWebhookConfiguration",
            "apiextensions.k8s.io/CustomResourceDefinition",
            "apiregistration.k8s.io/APIService",
            "policy.networking.k8s.io/AdminNetworkPolicy",
            "policy.networking.k8s.io/BaselineAdminNetworkPolicy",
            "policy.networking.k8s.io/ClusterNetworkPolicy");

    /** The most unreadable documents of a file: one with more is of another kind, and its rest is not read. */
    private static final int MOST_UNREADABLE = 100;

    private final String file;
    private final String defaultNamespace;
    private final Consumer<Manifest> objects;
    private final Consumer<Finding> findings;
    private int document;
    private int unreadable;
    private boolean templateReported;
    private boolean otherPurposeReported;

    /**
     * @param file how positions name the stream
     * @param defaultNamespace the namespace of objects that name none
     */
    ManifestStream(String file, String defaultNamespace, Consumer<Manifest> objects, Consumer<Finding> findings) {
        this.file = file;
        this.defaultNamespace = defaultNamespace;
        this.objects = objects;
        this.findings = findings;
    }

    /** @param relevance which parts of the objects are kept */
    void read(InputStream in, Relevance relevance) {
        int lines = Documents.read(in, relevance, this::document);
        if (unreadable > MOST_UNREADABLE) {
            report(
                    Code.UNREADABLE,
                    lines,
                    (unreadable - MOST_UNREADABLE) + " more documents of this file cannot be read",
                    "see whether it is a file of manifests at all");
        }
    }

    /** Takes a document that has been read. */
    void read(Value value) {
        document++;
        document(value);
    }

    private void document(Documents.Document read) {
        read.values().forEach(this::read);
        if (read.failure() != null) {
            document++;
            unreadable(read.failure(), read.templateLine());
        }
    }

    private void unreadable(Unreadable failure, int templateLine) {
        if (templateLine > 0) {
            template(templateLine);
        } else if (++unreadable <= MOST_UNREADABLE) {
            report(
                    Code.UNREADABLE,
                    failure.line(),
                    failure.problem(),
                    "correct the document; its objects do not count");
        }
    }

    private void template(int line) {
        if (!templateReported) {
            templateReported = true;
            report(Code.UNRENDERED_TEMPLATE, line, "this is a template ({{ … }}) that has not been rendered", RENDER);
        }
    }

    private void document(Value value) {
        if (!(value instanceof Mapping mapping)) {
            notKubernetes(value.line(), "is " + value.description());
        } else if (mapping.get("apiVersion").isEmpty() && mapping.get("kind").isEmpty()) {
            notKubernetes(mapping.line(), "has neither apiVersion nor kind");
        } else {
            object(mapping, Optional.empty());
        }
    }

    /** Reports once in a file that a document is no Kubernetes object, because their number is of no interest. */
    private void notKubernetes(int line, String reason) {
        if (!otherPurposeReported) {
            otherPurposeReported = true;
            report(
                    Code.NOT_KUBERNETES,
                    line,
                    "this document " + reason + ", so it is not a Kubernetes object",
                    "leave it out of the input, or give it apiVersion and kind");
        }
    }

    /** @param itemKind what the items of the list around it are, where that says so */
    private void object(Mapping content, Optional<String> itemKind) {
        Optional<String> apiVersion = content.text("apiVersion");
        Optional<String> kind = content.text("kind").or(() -> itemKind);
        if (apiVersion.isEmpty() || kind.isEmpty()) {
            String missing = apiVersion.isEmpty() ? "apiVersion" : "kind";
            Optional<Value> wrong = content.get(missing);
            invalid(
                    wrong.map(Value::line).orElse(content.line()),
                    missing
                            + wrong.map(value -> " must be a text, not " + value.description())
                                    .orElse(" is missing"),
                    "write both, for example apiVersion: apps/v1 and kind: Deployment");
        } else if (kind.get().endsWith("List") && content.entries().containsKey("items")) {
            list(content, apiVersion.get(), kind.get());
        } else {
            named(content, apiVersion.get(), kind.get());
        }
    }

    private void list(Mapping list, String apiVersion, String kind) {
        Optional<Value> items = list.get("items");
        if (items.isPresent() && !(items.get() instanceof Value.Sequence)) {
            invalid(
                    items.get().line(),
                    "items must be a list, not " + items.get().description(),
                    "write its objects as a list");
            return;
        }
        String itemKind = kind.substring(0, kind.length() - "List".length());
        for (Value item : list.items("items")) {
            if (!(item instanceof Mapping mapping)) {
                invalid(
                        item.line(),
                        "an item of the list is " + item.description() + " and not an object",
                        "write an object");
            } else if (itemKind.isEmpty()) {
                object(mapping, Optional.empty());
            } else {
                // the API server leaves them out of the items of typed lists
                object(withApiVersion(mapping, apiVersion), Optional.of(itemKind));
            }
        }
    }

    private static Mapping withApiVersion(Mapping item, String apiVersion) {
        if (item.get("apiVersion").isPresent()) {
            return item;
        }
        var entries = new LinkedHashMap<>(item.entries());
        entries.put("apiVersion", new Value.Scalar(item.line(), apiVersion));
        return new Mapping(item.line(), entries);
    }

    private void named(Mapping content, String apiVersion, String kind) {
        Optional<Mapping> metadata = content.mapping("metadata");
        Optional<Value> wrong = content.get("metadata").filter(value -> !(value instanceof Mapping));
        if (wrong.isPresent()) {
            invalid(
                    wrong.get().line(),
                    "metadata must be a map, not " + wrong.get().description(),
                    "write metadata: {name: …}");
            return;
        }
        for (String field : new String[] {"name", "generateName", "namespace"}) {
            Optional<Value> value = metadata.flatMap(it -> it.get(field));
            if (value.isPresent() && !isText(value.get())) {
                invalid(
                        value.get().line(),
                        "metadata." + field + " must be a text, not "
                                + value.get().description(),
                        "write a name, in quotes where it looks like a number or a truth value");
                return;
            }
            if (value.isPresent() && metadata.get().text(field).orElse("").contains("{{")) {
                template(value.get().line());
                return;
            }
        }
        Optional<String> name = metadata.flatMap(it -> it.text("name").or(() -> it.text("generateName")))
                .filter(it -> !it.isEmpty());
        String namespace = CLUSTER_SCOPED.contains(ObjectId.group(apiVersion) + "/" + kind)
                ? ""
                : metadata.flatMap(it -> it.text("namespace"))
                        .filter(it -> !it.isEmpty())
                        .orElse(defaultNamespace);
        objects.accept(new Manifest(
                apiVersion,
                kind,
                namespace,
                name.orElse(""),
                content,
                new Position(
                        file,
                        Math.max(document, 1),
                        content.line(),
                        name.map(it -> new Position.Named(kind, namespace, it)).orElse(null))));
    }

    private static boolean isText(Value value) {
        return value instanceof Value.Scalar scalar && scalar.content() instanceof String;
    }

    private void invalid(int line, String message, String advice) {
        report(Code.INVALID_OBJECT, line, message, advice);
    }

    private void report(Code code, int line, String message, String advice) {
        findings.accept(new Finding(code, new Position(file, document, line), message, advice));
    }
}

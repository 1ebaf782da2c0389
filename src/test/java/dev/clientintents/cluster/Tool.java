package dev.clientintents.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program of the control plane, of those who install or beside it, or definitions of kinds, and the release that the
 * {@code go.mod} files under {@code cluster/} pin for it.
 */
enum Tool {
    ETCD("etcd", "etcd", "go.etcd.io/etcd/server/v3", ""),
    KUBE_APISERVER("kube-apiserver", "kubernetes", "k8s.io/kubernetes", "/cmd/kube-apiserver"),
    KUBE_CONTROLLER_MANAGER(
            "kube-controller-manager", "kubernetes", "k8s.io/kubernetes", "/cmd/kube-controller-manager"),
    CYCLONUS("cyclonus", "cyclonus", "github.com/mattfenwick/cyclonus", "/cmd/cyclonus"),
    HELM("helm", "helm", "helm.sh/helm/v3", "/cmd/helm"),
    HELM_4("helm", "helm4", "helm.sh/helm/v4", "/cmd/helm"),
    KUBE_NETWORK_POLICIES(
            "kube-network-policies",
            "kube-network-policies",
            "sigs.k8s.io/kube-network-policies",
            "/cmd/kube-network-policies/standard"),
    /** Ours: its sources lie beside its {@code go.mod}. */
    PACKET_AGENT(
            "packet-agent",
            "packet-agent",
            "clientintents.dev/test/packet-agent",
            "",
            "main.go node.go pod.go probe.go"),
    /** The definitions of AdminNetworkPolicy and BaselineAdminNetworkPolicy, which later releases lack. */
    ADMIN_NETWORK_POLICIES(
            "crds.yaml", "network-policy-api-v1alpha1", "sigs.k8s.io/network-policy-api", "/config/crd/experimental"),
    /** The definition of ClusterNetworkPolicy. */
    CLUSTER_NETWORK_POLICIES(
            "crds.yaml", "network-policy-api", "sigs.k8s.io/network-policy-api", "/config/crd/experimental");

    private final String fileName;
    private final String project;
    private final String module;
    private final String command;
    private final String goMod;
    private final String sources;

    Tool(String fileName, String project, String module, String command) {
        this(fileName, project, module, command, "");
    }

    Tool(String fileName, String project, String module, String command, String sources) {
        this.fileName = fileName;
        this.project = project;
        this.module = module;
        this.command = command;
        this.goMod = resource("/cluster/" + project + "/go.mod");
        this.sources = sources;
    }

    String fileName() {
        return fileName;
    }

    /** The folder of its {@code go.mod}, by the project that releases it: {@code etcd}, {@code kubernetes}. */
    String project() {
        return project;
    }

    /** The Go module that it comes from. */
    String module() {
        return module;
    }

    /** The folder of the module that it comes from, without a slash at its ends; empty for the module's own. */
    String directory() {
        return command.isEmpty() ? "" : command.substring(1);
    }

    /** The import path of its main package, or the path of the folder of its definitions. */
    String importPath() {
        return module + command;
    }

    /** The text of the {@code go.mod} from which it can be built. */
    String goMod() {
        return goMod;
    }

    /** The text of the {@code go.sum} beside its {@code go.mod}, which only modules that are not built have. */
    String goSum() {
        return resource("/cluster/" + project + "/go.sum");
    }

    /** The texts of its own source files by their names; empty where they come from the module proxy. */
    Map<String, String> sources() {
        Map<String, String> texts = new TreeMap<>();
        if (!sources.isEmpty()) {
            for (String source : sources.split(" ", -1)) {
                texts.put(source, resource("/cluster/" + project + "/" + source));
            }
        }
        return texts;
    }

    /** The pinned release, without a leading {@code v}; of what is built from sources of our own, their digest. */
    String version() {
        if (!sources.isEmpty()) {
            return digest(goMod + sources());
        }
        Matcher required = Pattern.compile("(?m)^require " + Pattern.quote(module) + " v(\\S+)$")
                .matcher(goMod);
        if (!required.find()) {
            throw new IllegalStateException("cluster/" + project + "/go.mod does not require " + module);
        }
        return required.group(1);
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = Tool.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the test resource " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

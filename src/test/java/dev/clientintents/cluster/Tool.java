package dev.clientintents.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program of the control plane, of those who install or beside it, and the release that the {@code go.mod} files under {@code cluster/} pin for it. */
enum Tool {
    ETCD("etcd", "etcd", "go.etcd.io/etcd/server/v3", ""),
    KUBE_APISERVER("kube-apiserver", "kubernetes", "k8s.io/kubernetes", "/cmd/kube-apiserver"),
    KUBE_CONTROLLER_MANAGER(
            "kube-controller-manager", "kubernetes", "k8s.io/kubernetes", "/cmd/kube-controller-manager"),
    CYCLONUS("cyclonus", "cyclonus", "github.com/mattfenwick/cyclonus", "/cmd/cyclonus"),
    HELM("helm", "helm", "helm.sh/helm/v3", "/cmd/helm"),
    HELM_4("helm", "helm4", "helm.sh/helm/v4", "/cmd/helm");

    private final String fileName;
    private final String project;
    private final String module;
    private final String command;
    private final String goMod;

    Tool(String fileName, String project, String module, String command) {
        this.fileName = fileName;
        this.project = project;
        this.module = module;
        this.command = command;
        this.goMod = resource("/cluster/" + project + "/go.mod");
    }

    String fileName() {
        return fileName;
    }

    /** The project that releases it: {@code etcd}, {@code kubernetes}, {@code helm} or {@code helm4}. */
    String project() {
        return project;
    }

    /** The import path of its main package. */
    String importPath() {
        return module + command;
    }

    /** The text of the {@code go.mod} from which it can be built. */
    String goMod() {
        return goMod;
    }

    /** The pinned release, without a leading {@code v}. */
    String version() {
        Matcher required = Pattern.compile("(?m)^require " + Pattern.quote(module) + " v(\\S+)$")
                .matcher(goMod);
        if (!required.find()) {
            throw new IllegalStateException("cluster/" + project + "/go.mod does not require " + module);
        }
        return required.group(1);
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

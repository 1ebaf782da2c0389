package dev.clientintents.chart;

import dev.clientintents.cluster.Helm;
import dev.clientintents.cluster.RealHelm;
import dev.clientintents.deploy.Manifests;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The manifests for those who have no helm are what the chart renders, without what only helm needs. */
@RealHelm
class ManifestsFromChartIT {

    private static final Path VALUES = Manifests.DEPLOY.resolve("operator-values.yaml");
    private static final Pattern OF_HELM =
            Pattern.compile("(?m)^(# Source: .*| *app.kubernetes.io/managed-by: Helm" + "| *helm.sh/chart: .*)\\n");

    private final Helm helm;

    ManifestsFromChartIT(Helm helm) {
        this.helm = helm;
    }

    @Test
    void operator() {
        Generated.check(
                Manifests.DEPLOY.resolve("operator.yaml"),
                manifest(
                        "# The operator: kubectl apply --server-side -f crds -f deploy/operator.yaml\n",
                        "--set",
                        "guard.enabled=false"));
    }

    @Test
    void guard() {
        Generated.check(
                Manifests.DEPLOY.resolve("guard.yaml"),
                manifest(
                        "# The guard of labels and of the operator's account, beside deploy/operator.yaml: Kubernetes 1.30 or newer.\n",
                        "--show-only",
                        "templates/guard-pods.yaml",
                        "--show-only",
                        "templates/guard-templates.yaml",
                        "--show-only",
                        "templates/guard-namespaces.yaml",
                        "--show-only",
                        "templates/guard-operator.yaml"));
    }

    private String manifest(String title, String... arguments) {
        var all = new ArrayList<>(List.of("--values", VALUES.toString()));
        all.addAll(List.of(arguments));
        String rendered = Chart.template(helm, all.toArray(String[]::new));
        return title
                + "# Made from the chart, with deploy/operator-values.yaml.\n"
                + OF_HELM.matcher(rendered).replaceAll("");
    }
}

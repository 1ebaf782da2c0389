package dev.clientintents.doctor.cni;

import dev.clientintents.doctor.Remark;
import dev.clientintents.doctor.Remark.Ailment;
import dev.clientintents.doctor.Remark.Good;
import dev.clientintents.doctor.Symptom;
import dev.clientintents.doctor.cni.CniEvidence.Agent;
import dev.clientintents.model.Labels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/** Checks whether Cilium takes the labels that policies select by into the identities of pods. */
public final class CiliumCheck {

    /** The labels that our policies always hang on; any server may stand for {@code server}. */
    private static final List<String> OURS =
            List.of(Labels.PREFIX + "consumes-server.namespace", Labels.WORKLOAD, Labels.WORKLOAD_KIND);

    /** The name that the label {@code kubernetes.io/metadata.name} of a namespace has in an identity. */
    private static final String NAMESPACE = "io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name";

    /** {@code !k8s:app}, which was meant as {@code k8s:!app}. */
    private static final Pattern MISPLACED = Pattern.compile("(^|\\s)!([a-z0-9-]+):");

    private CiliumCheck() {}

    /**
     * Returns what is wrong with the labels by which Cilium tells pods apart.
     *
     * @param selectors the label keys by which policies select pods and that are not ours
     */
    public static List<Remark> remarks(CniEvidence evidence, Agent agent, Collection<String> selectors) {
        Map<String, String> config = evidence.config(agent.namespace(), CiliumLabels.CONFIG_MAP);
        String object = "ConfigMap " + agent.namespace() + "/" + CiliumLabels.CONFIG_MAP;
        if (!evidence.configs().containsKey(agent.namespace() + "/" + CiliumLabels.CONFIG_MAP)) {
            return List.of(Ailment.notChecked(
                    object,
                    "it was not read, so nobody knows whether Cilium sees our labels",
                    "give yourself get on it"));
        }
        if (!config.getOrDefault("label-prefix-file", "").isBlank()) {
            return List.of(Ailment.notChecked(
                    object,
                    "Cilium's label filter is in the file " + config.get("label-prefix-file") + " of its agents",
                    "see that it includes the prefix clientintents.dev/, source k8s"));
        }
        String patterns = config.getOrDefault(CiliumLabels.KEY, "");
        try {
            return remarks(object, agent, patterns, selectors);
        } catch (PatternSyntaxException e) {
            return List.of(Ailment.notChecked(
                    object,
                    "its " + CiliumLabels.KEY + " holds " + e.getPattern() + ": " + e.getDescription(),
                    "mend the pattern; Cilium itself may refuse to start with it"));
        }
    }

    private static List<Remark> remarks(String object, Agent agent, String patterns, Collection<String> selectors) {
        var filter = CiliumLabels.parse(patterns);
        var keys = new ArrayList<>(OURS);
        keys.add(NAMESPACE);
        keys.addAll(new TreeSet<>(selectors));
        List<String> hidden = keys.stream().filter(key -> !filter.takes(key)).toList();
        if (hidden.isEmpty()) {
            return List.of(new Good("Cilium takes all labels that policies select by into the identities of pods"));
        }
        return List.of(new Ailment(
                Symptom.LABELS_HIDDEN_FROM_CILIUM,
                object,
                "its " + CiliumLabels.KEY + " keep " + String.join(", ", hidden)
                        + " out of pods' identities, so that no policy which selects by them matches",
                advice(filter, agent, patterns, hidden)));
    }

    private static String advice(CiliumLabels filter, Agent agent, String patterns, List<String> hidden) {
        String restart = "; then restart the agents (kubectl -n " + agent.namespace() + " rollout restart daemonset/"
                + agent.name() + ") and the pods, whose identities stay until then";
        String turned = MISPLACED.matcher(patterns.strip()).replaceAll("$1$2:!");
        if (!turned.equals(patterns.strip()) && hidden.stream().allMatch(CiliumLabels.parse(turned)::takes)) {
            return "write the ! behind the colon, or Cilium takes it for a source and includes nothing else: "
                    + CiliumLabels.KEY + ": \"" + turned + "\"" + restart;
        }
        String more = hidden.stream().map(CiliumCheck::pattern).distinct().collect(Collectors.joining(" "));
        String better = (patterns.strip() + " " + more).strip();
        var mended = CiliumLabels.parse(better);
        List<String> excluding = hidden.stream()
                .flatMap(key -> filter.excludedBy(key).stream())
                .distinct()
                .toList();
        if (excluding.isEmpty() && hidden.stream().allMatch(mended::takes)) {
            return "write " + CiliumLabels.KEY + ": \"" + better + "\"" + restart;
        }
        return "take " + String.join(" ", excluding) + " out of " + CiliumLabels.KEY
                + ", or narrow it, so that it does not match them" + restart;
    }

    private static String pattern(String key) {
        if (key.startsWith(Labels.PREFIX)) {
            return CiliumLabels.OURS;
        }
        return "k8s:" + key.replace(".", "\\.");
    }
}

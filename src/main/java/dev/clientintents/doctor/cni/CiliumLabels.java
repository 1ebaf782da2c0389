package dev.clientintents.doctor.cni;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * Cilium's filter of labels: which labels of a pod are part of its identity. A policy that selects by a label which is
 * not never matches. A pattern is a regular expression that must match at the start of the key, with a source before a
 * colon ({@code k8s:}) and {@code !} behind that where it excludes. A key counts if its longest including match is
 * longer than its shortest excluding match, or if nothing excludes it and no including pattern was given.
 *
 * @see <a href="https://docs.cilium.io/en/stable/operations/performance/scalability/identity-relevant-labels/">Limiting
 *     identity-relevant labels</a>
 */
final class CiliumLabels {

    /** The ConfigMap beside the agent, whose key {@link #KEY} has the patterns. */
    static final String CONFIG_MAP = "cilium-config";

    static final String KEY = "labels";

    /** The pattern that includes all of our keys. */
    static final String OURS = "k8s:clientintents\\.dev/";

    /** The source of all labels of pods. */
    private static final String SOURCE = "k8s";

    /**
     * The patterns that are in force whatever is configured; the including ones among them do not make others excluded.
     */
    private static final List<String> DEFAULTS = List.of(
            "reserved:.*",
            "io\\.kubernetes\\.pod\\.namespace",
            "io\\.cilium\\.k8s\\.namespace\\.labels",
            "app\\.kubernetes\\.io",
            "io\\.cilium\\.k8s\\.policy\\.cluster",
            "!io\\.kubernetes",
            "!kubernetes\\.io",
            "!statefulset\\.kubernetes\\.io/pod-name",
            "!apps\\.kubernetes\\.io/pod-index",
            "!batch\\.kubernetes\\.io/job-completion-index",
            "!.*beta\\.kubernetes\\.io",
            "!k8s\\.io",
            "!pod-template-generation",
            "!pod-template-hash",
            "!controller-revision-hash",
            "!annotation.*",
            "!etcd_node");

    private record Rule(String text, String source, boolean excludes, Pattern pattern) {

        static Rule parse(String text) {
            int colon = text.indexOf(':');
            String source = colon < 0 ? "" : text.substring(0, colon);
            String rest = text.substring(colon + 1);
            boolean excludes = rest.startsWith("!");
            if (rest.isEmpty()) {
                throw new PatternSyntaxException("it has no pattern", text, 0);
            }
            return new Rule(text, source, excludes, Pattern.compile(excludes ? rest.substring(1) : rest));
        }

        /** Returns the length of the match at the start of the key; -1 where it does not match there. */
        int match(String key) {
            if (!source.isEmpty() && !source.equals(SOURCE)) {
                return -1;
            }
            Matcher matcher = pattern.matcher(key);
            return matcher.find() && matcher.start() == 0 ? matcher.end() : -1;
        }
    }

    private final List<Rule> rules;
    private final boolean restricted;

    private CiliumLabels(List<Rule> rules, boolean restricted) {
        this.rules = rules;
        this.restricted = restricted;
    }

    /**
     * @param patterns the value of {@link #KEY}: patterns between blanks, or none
     * @throws PatternSyntaxException where one is no pattern
     */
    static CiliumLabels parse(String patterns) {
        List<Rule> own = Stream.of(patterns.strip().split("\\s+"))
                .filter(text -> !text.isEmpty())
                .map(Rule::parse)
                .toList();
        var rules = new ArrayList<>(DEFAULTS.stream().map(Rule::parse).toList());
        rules.addAll(own);
        return new CiliumLabels(List.copyOf(rules), own.stream().anyMatch(rule -> !rule.excludes()));
    }

    /** Returns whether the label is part of the identity of pods. */
    boolean takes(String key) {
        int included = 0;
        int excluded = 0;
        for (Rule rule : rules) {
            int length = rule.match(key);
            if (length >= 0) {
                if (!rule.excludes()) {
                    included = Math.max(included, length);
                } else if (excluded == 0 || length < excluded) {
                    excluded = length;
                }
            }
        }
        return (!restricted && excluded == 0) || included > excluded;
    }

    /** Returns the excluding pattern that matches the key and decides. */
    Optional<String> excludedBy(String key) {
        return rules.stream()
                .filter(rule -> rule.excludes() && rule.match(key) >= 0)
                .min((one, other) -> Integer.compare(one.match(key), other.match(key)))
                .map(Rule::text);
    }
}

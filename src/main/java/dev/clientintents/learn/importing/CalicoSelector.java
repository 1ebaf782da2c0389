package dev.clientintents.learn.importing;

import dev.clientintents.model.Requirement;
import dev.clientintents.model.Requirement.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the selectors of Calico, as far as a label selector says the same: terms that all hold, each that a label has a value,
 * one of some, or any.
 *
 * @see <a href="https://docs.tigera.io/calico/latest/reference/resources/networkpolicy#selectors">Calico's selectors</a>
 */
final class CalicoSelector {

    private static final String KEY = "[A-Za-z0-9_./-]+";
    private static final String TEXT = "(?:'[^']*'|\"[^\"]*\")";
    private static final Pattern TERM = Pattern.compile("\\s*(?:(?<all>all\\s*\\(\\s*\\))|has\\s*\\(\\s*(?<has>" + KEY
            + ")\\s*\\)|(?<is>" + KEY + ")\\s*==\\s*(?<value>" + TEXT + ")|(?<in>" + KEY
            + ")\\s+in\\s*\\{(?<values>\\s*" + TEXT + "(?:\\s*,\\s*" + TEXT + ")*\\s*)\\})\\s*");
    private static final Pattern QUOTED = Pattern.compile(TEXT);
    private static final String ORCHESTRATOR = "projectcalico.org/orchestrator";

    private CalicoSelector() {}

    /**
     * Reads a selector.
     *
     * @return none for one that selects everything
     * @throws NotSayable where it says more than these terms do
     */
    static List<Requirement> read(String text) throws NotSayable {
        var requirements = new ArrayList<Requirement>();
        if (text.isBlank()) {
            return requirements;
        }
        Matcher term = TERM.matcher(text);
        int at = 0;
        while (true) {
            if (!term.region(at, text.length()).lookingAt()) {
                throw new NotSayable("has the selector " + text + ", of which no label selector says the same");
            }
            add(requirements, term);
            at = term.end();
            if (at == text.length()) {
                return requirements;
            }
            if (!text.startsWith("&&", at)) {
                throw new NotSayable("has the selector " + text + ", of which no label selector says the same");
            }
            at += 2;
        }
    }

    private static void add(List<Requirement> requirements, Matcher term) {
        if (term.group("has") != null) {
            requirements.add(new Requirement(term.group("has"), Operator.EXISTS, new TreeSet<>()));
        } else if (term.group("is") != null) {
            Requirement requirement = Requirement.of(term.group("is"), unquoted(term.group("value")));
            if (!requirement.key().equals(ORCHESTRATOR) || !requirement.values().contains("k8s")) {
                requirements.add(requirement);
            }
        } else if (term.group("in") != null) {
            var values = new TreeSet<String>();
            Matcher value = QUOTED.matcher(term.group("values"));
            while (value.find()) {
                values.add(unquoted(value.group()));
            }
            requirements.add(new Requirement(term.group("in"), Operator.IN, values));
        }
    }

    private static String unquoted(String text) {
        return text.substring(1, text.length() - 1);
    }
}

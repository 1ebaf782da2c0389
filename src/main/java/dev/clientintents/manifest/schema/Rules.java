package dev.clientintents.manifest.schema;

import dev.clientintents.manifest.yaml.Value;
import dev.clientintents.manifest.yaml.Value.Mapping;
import dev.clientintents.manifest.yaml.Value.Scalar;
import dev.clientintents.manifest.yaml.Value.Sequence;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Evaluates the CEL rules of the CRD without a CEL interpreter: alternatives of comparisons with {@code self} are read
 * from the rule itself, and the few others are known by their text. A rule of another form is an error of the build,
 * which a test finds.
 */
final class Rules {

    private static final int LONGEST_CONTAINER_PORT = 15;
    private static final int MOST_PORTS = 1024;
    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final Pattern MATCHES = Pattern.compile("(!?)self\\.matches\\('([^']*)'\\)");
    private static final Pattern COMPARES = Pattern.compile("self (==|!=) '([^']*)'");

    private static final Map<String, Predicate<Value>> BY_TEXT = Map.of(
            "(has(self.kind) && self.kind == 'Service') || !has(self.ports) || self.ports.all(p, "
                    + "type(p.port) == int || (p.port.size() <= 15 && !p.port.contains('--')))",
            target -> text(target, "kind").filter("Service"::equals).isPresent()
                    || ((Mapping) target).items("ports").stream().allMatch(Rules::isContainerPort),
            "self.map(c, has(c.ports) ? c.ports.size() : 0).sum() <= " + MOST_PORTS,
            targets -> ((Sequence) targets)
                            .items().stream()
                                    .mapToInt(target ->
                                            ((Mapping) target).items("ports").size())
                                    .sum()
                    <= MOST_PORTS,
            "isCIDR(self)",
            block -> self(block).filter(AddressSyntax::isPrefix).isPresent(),
            "self.start < self.end",
            range -> number(range, "start").orElse(0L) < number(range, "end").orElse(Long.MAX_VALUE),
            "!has(self.endPort) || type(self.port) == int",
            port -> number(port, "endPort").isEmpty() || number(port, "port").isPresent(),
            "!has(self.endPort) || type(self.port) != int || self.endPort >= self.port",
            port -> number(port, "endPort").orElse(Long.MAX_VALUE)
                    >= number(port, "port").orElse(0L));

    private Rules() {}

    /**
     * Returns the predicate that a rule states about a value.
     *
     * @throws IllegalArgumentException where the rule is of a form that is not known
     */
    static Predicate<Value> predicate(String rule) {
        return parse(normalised(rule));
    }

    private static String normalised(String rule) {
        return SPACES.matcher(rule.strip()).replaceAll(" ");
    }

    private static Predicate<Value> parse(String rule) {
        Predicate<Value> known = BY_TEXT.get(rule);
        if (known != null) {
            return known;
        }
        Predicate<Value> any = value -> false;
        for (String alternative : rule.split(" \\|\\| ", -1)) {
            any = any.or(comparison(alternative));
        }
        return any;
    }

    private static Predicate<Value> comparison(String text) {
        if (text.equals("type(self) == int")) {
            return value -> value instanceof Scalar scalar && scalar.wholeNumber() != null;
        }
        Matcher matches = MATCHES.matcher(text);
        if (matches.matches()) {
            Shape shape = Shape.of(matches.group(2));
            boolean wanted = matches.group(1).isEmpty();
            return value ->
                    self(value).filter(self -> shape.isFoundIn(self) == wanted).isPresent();
        }
        Matcher compares = COMPARES.matcher(text);
        if (compares.matches()) {
            String other = compares.group(2);
            boolean wanted = compares.group(1).equals("==");
            return value ->
                    self(value).filter(self -> self.equals(other) == wanted).isPresent();
        }
        throw new IllegalArgumentException("a rule of the schema has a form that is not known: " + text);
    }

    private static boolean isContainerPort(Value port) {
        return text(port, "port")
                .map(name -> name.length() <= LONGEST_CONTAINER_PORT && !name.contains("--"))
                .orElse(true);
    }

    private static Optional<String> self(Value value) {
        return value instanceof Scalar scalar && scalar.content() instanceof String text
                ? Optional.of(text)
                : Optional.empty();
    }

    private static Optional<String> text(Value map, String key) {
        return ((Mapping) map).text(key);
    }

    private static Optional<Long> number(Value map, String key) {
        return ((Mapping) map).number(key);
    }
}

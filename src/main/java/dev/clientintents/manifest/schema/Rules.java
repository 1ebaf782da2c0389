package dev.clientintents.manifest.schema;

import dev.clientintents.manifest.yaml.Value;
import dev.clientintents.manifest.yaml.Value.Mapping;
import dev.clientintents.manifest.yaml.Value.Scalar;
import dev.clientintents.manifest.yaml.Value.Sequence;
import dev.clientintents.reach.IpRange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Evaluates the CEL rules of the CRD without a CEL interpreter: alternatives of comparisons with {@code self} are read
 * from the rule itself, and the few others are known by their text. A rule of another form is an error of the build,
 * which a test finds.
 */
final class Rules {

    private static final int LONGEST_CONTAINER_PORT = 15;
    private static final int MOST_PORTS = 1024;
    private static final int MOST_BLOCKS = 1024;
    private static final List<String> SOURCES =
            List.of("routes", "loadBalancers", "scrapes", "apiServer", "cidrs", "workload", "self");
    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final Pattern MATCHES = Pattern.compile("(!?)self\\.matches\\('([^']*)'\\)");
    private static final Pattern COMPARES = Pattern.compile("self (==|!=) '([^']*)'");

    private static final Map<String, Predicate<Value>> BY_TEXT = Map.ofEntries(
            Map.entry(
                    "(has(self.kind) && self.kind == 'Service') || !has(self.ports) || self.ports.all(p, "
                            + "type(p.port) == int || (p.port.size() <= 15 && !p.port.contains('--')))",
                    target -> isService(target) || haveContainerPorts(List.of(target))),
            Map.entry("self.map(c, has(c.ports) ? c.ports.size() : 0).sum() <= " + MOST_PORTS, Rules::havePorts),
            Map.entry("self.map(e, has(e.ports) ? e.ports.size() : 0).sum() <= " + MOST_PORTS, Rules::havePorts),
            Map.entry(
                    "isCIDR(self)",
                    block -> self(block).filter(AddressSyntax::isPrefix).isPresent()),
            Map.entry(
                    "self.start < self.end",
                    range -> number(range, "start").orElse(0L)
                            < number(range, "end").orElse(Long.MAX_VALUE)),
            Map.entry(
                    "!has(self.endPort) || type(self.port) == int",
                    port -> number(port, "endPort").isEmpty()
                            || number(port, "port").isPresent()),
            Map.entry(
                    "!has(self.endPort) || type(self.port) != int || self.endPort >= self.port",
                    port -> number(port, "endPort").orElse(Long.MAX_VALUE)
                            >= number(port, "port").orElse(0L)),
            Map.entry(
                    containerPortsOf("consumers", "c"),
                    spec -> isServerService(spec) || haveContainerPorts(((Mapping) spec).items("consumers"))),
            Map.entry(
                    containerPortsOf("entrances", "e"),
                    spec -> isServerService(spec) || haveContainerPorts(((Mapping) spec).items("entrances"))),
            Map.entry(
                    "self.__namespace__ != '*' || !has(self.name)",
                    consumer -> text(consumer, "namespace").filter("*"::equals).isEmpty()
                            || text(consumer, "name").isEmpty()),
            Map.entry(
                    "!has(self.kind) || self.kind == '' || has(self.name)",
                    consumer -> text(consumer, "kind")
                                    .filter(kind -> !kind.isEmpty())
                                    .isEmpty()
                            || text(consumer, "name").isPresent()),
            Map.entry(
                    "self.map(e, has(e.cidrs) ? e.cidrs.map(b, 1 + (has(b.except) ? b.except.size() : 0)).sum() : "
                            + "0).sum() <= " + MOST_BLOCKS,
                    entrances -> blocks(entrances) <= MOST_BLOCKS),
            Map.entry(
                    "self.filter(e, has(e.self)).size() <= 1",
                    entrances -> ((Sequence) entrances)
                                    .items().stream()
                                            .filter(it -> ((Mapping) it).has("self"))
                                            .count()
                            <= 1),
            exactlyOneOf(SOURCES),
            exactlyOneOf(List.of("name", "cidr", "host")),
            Map.entry(
                    "has(self.name) || (!has(self.__namespace__) && !has(self.kind))",
                    target -> ((Mapping) target).has("name")
                            || (!((Mapping) target).has("namespace") && !((Mapping) target).has("kind"))),
            Map.entry(
                    "has(self.cidr) || !has(self.except)",
                    target -> ((Mapping) target).has("cidr") || !((Mapping) target).has("except")),
            Map.entry(
                    "has(self.name) || !has(self.ports) || self.ports.all(p, type(p.port) == int)",
                    target -> ((Mapping) target).has("name")
                            || ((Mapping) target)
                                    .items("ports").stream()
                                            .noneMatch(it -> text(it, "port").isPresent())),
            Map.entry(
                    "!has(self.ports) || self.ports.size() == 0 || has(self.cidrs) || has(self.workload)",
                    entrance -> ((Mapping) entrance).items("ports").isEmpty()
                            || ((Mapping) entrance).has("cidrs")
                            || ((Mapping) entrance).has("workload")),
            Map.entry(
                    "!isCIDR(self) || cidr(self).masked() == cidr(self)",
                    block -> self(block)
                            .filter(it -> !AddressSyntax.isPrefix(it) || AddressSyntax.isBlock(it))
                            .isPresent()),
            Map.entry(
                    "!has(self.except) || !isCIDR(self.cidr) || self.except.all(e, !isCIDR(e) || "
                            + "(cidr(self.cidr).containsCIDR(e) && "
                            + "cidr(e).prefixLength() > cidr(self.cidr).prefixLength()))",
                    Rules::exceptsParts),
            Map.entry(
                    "!has(self.except) || !has(self.cidr) || !isCIDR(self.cidr) || self.except.all(e, !isCIDR(e) || "
                            + "(cidr(self.cidr).containsCIDR(e) && "
                            + "cidr(e).prefixLength() > cidr(self.cidr).prefixLength()))",
                    Rules::exceptsParts));

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

    private static Map.Entry<String, Predicate<Value>> exactlyOneOf(List<String> fields) {
        return Map.entry(
                fields.stream().map(it -> "has(self." + it + ")").collect(Collectors.joining(", ", "[", "]"))
                        + ".filter(it, it).size() == 1",
                value -> fields.stream().filter(((Mapping) value)::has).count() == 1);
    }

    private static String containerPortsOf(String list, String item) {
        return "(has(self.server) && has(self.server.kind) && self.server.kind == 'Service') || !has(self." + list
                + ") || self." + list + ".all(" + item + ", !has(" + item + ".ports) || " + item + ".ports.all(p, "
                + "type(p.port) == int || (p.port.size() <= 15 && !p.port.contains('--'))))";
    }

    private static boolean isService(Value target) {
        return text(target, "kind").filter("Service"::equals).isPresent();
    }

    private static boolean isServerService(Value spec) {
        return ((Mapping) spec).mapping("server").filter(Rules::isService).isPresent();
    }

    private static boolean haveContainerPorts(List<Value> withPorts) {
        return withPorts.stream()
                .flatMap(it -> ((Mapping) it).items("ports").stream())
                .allMatch(Rules::isContainerPort);
    }

    private static boolean havePorts(Value list) {
        return ((Sequence) list)
                        .items().stream()
                                .mapToInt(it -> ((Mapping) it).items("ports").size())
                                .sum()
                <= MOST_PORTS;
    }

    private static int blocks(Value entrances) {
        return ((Sequence) entrances)
                .items().stream()
                        .flatMap(entrance -> ((Mapping) entrance).items("cidrs").stream())
                        .mapToInt(block -> 1 + ((Mapping) block).items("except").size())
                        .sum();
    }

    /** Returns whether each block of {@code except} is a smaller part of {@code cidr}, as far as they are blocks. */
    private static boolean exceptsParts(Value block) {
        Optional<IpRange> whole =
                text(block, "cidr").filter(AddressSyntax::isPrefix).flatMap(IpRange::parse);
        return whole.isEmpty()
                || ((Mapping) block)
                        .items("except").stream()
                                .flatMap(it -> self(it).stream())
                                .filter(AddressSyntax::isPrefix)
                                .flatMap(it -> IpRange.parse(it).stream())
                                .allMatch(part -> whole.get().contains(part) && !part.contains(whole.get()));
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

package dev.clientintents.learn.suggest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the names of hosts in what configures pods: URLs, {@code host:port}, whole names of Services, and words that stand
 * where the name beside them says that a host does. Each pattern begins where no word goes on, so that long texts take no
 * more time than their length.
 */
final class Mentions {

    /** Words at the end of a variable's name, or of a key or flag, whose value is a host. */
    private static final Set<String> HOSTS = Set.of(
            "host",
            "hosts",
            "hostname",
            "hostnames",
            "addr",
            "addrs",
            "address",
            "addresses",
            "url",
            "urls",
            "uri",
            "uris",
            "endpoint",
            "endpoints",
            "server",
            "servers",
            "broker",
            "brokers",
            "upstream",
            "upstreams",
            "dsn");

    /** The same for variables alone: in files these words name much else. */
    private static final Set<String> SERVICES = Set.of("service", "services", "svc");

    private static final String NO_WORD_BEFORE = "(?<![-A-Za-z0-9_.])";
    private static final String HOST = "([A-Za-z0-9][-A-Za-z0-9.]*+)";
    private static final String PORT = "(?::([0-9]{1,5})(?![0-9]))?+";
    private static final String NO_WORD_AFTER = "(?![-A-Za-z0-9_./:@(])";

    private static final Pattern URL = Pattern.compile(
            NO_WORD_BEFORE + "([A-Za-z][A-Za-z0-9+.-]*+)://((?:[^\\s/?#\"'`<>;|\\\\,]|,(?![A-Za-z0-9+.-]++://))*+)");
    private static final Pattern WITH_PORT =
            Pattern.compile("(?<![-A-Za-z0-9_.:$%\\\\])" + HOST + ":([0-9]{1,5})(?![-A-Za-z0-9_.:])");
    private static final Pattern FULL_NAME = Pattern.compile(NO_WORD_BEFORE + HOST + PORT);
    private static final Pattern KEYED =
            Pattern.compile("(?<![A-Za-z0-9_.\\[\\]-])([A-Za-z0-9_.\\[\\]-]++)[\"']?+[ \t]*+[:=][ \t]*+[\"']?+" + HOST
                    + PORT + NO_WORD_AFTER);
    private static final Pattern FLAG =
            Pattern.compile("(?<![^\\s\"'])(--?[A-Za-z][A-Za-z0-9_.-]*+)[ \t]++[\"']?+" + HOST + PORT + NO_WORD_AFTER);
    private static final Pattern PORT_OF_KEY = Pattern.compile(
            "(?<![A-Za-z0-9_.\\[\\]-])([A-Za-z0-9_.\\[\\]-]++)[\"']?+(?:[ \t]*+[:=][ \t]*+|[ \t]++)[\"']?+([0-9]{1,5})(?![-A-Za-z0-9_.])");
    private static final Pattern ONE = Pattern.compile(HOST + PORT);
    private static final Pattern SEPARATOR = Pattern.compile("[,;\\s]+");
    private static final Pattern WORDS = Pattern.compile("[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])");
    private static final Pattern COMMENT = Pattern.compile("(?m)^[ \t]*+(?:#|//|;).*+$");
    private static final Pattern NUMBER = Pattern.compile("[0-9]*+");
    private static final Pattern DIGITS_AT_END = Pattern.compile("[0-9]++$");
    private static final String PORT_WORD = "port";

    private final Set<Mention> found = new LinkedHashSet<>();
    private final Set<String> hosts = new HashSet<>();

    private Mentions() {}

    /**
     * Returns the mentions in the value of a variable or flag.
     *
     * @param name the name of the variable or flag; null where it has none
     * @param siblings the other variables by their names, which may have the port of a host
     */
    static List<Mention> ofValue(@Nullable String name, String value, Map<String, String> siblings) {
        var mentions = new Mentions();
        mentions.text(value.indexOf('\n') < 0 ? value : COMMENT.matcher(value).replaceAll(""));
        if (name != null && isHost(name, true)) {
            mentions.whole(value, port(siblings.getOrDefault(withPort(name), "")));
        }
        return List.copyOf(mentions.found);
    }

    /** Returns the mentions in a file. Lines that are comments, as most formats have them, do not count. */
    static List<Mention> ofFile(String text) {
        var mentions = new Mentions();
        mentions.text(COMMENT.matcher(text).replaceAll(""));
        return List.copyOf(mentions.found);
    }

    private void text(String text) {
        URL.matcher(text).results().forEach(this::url);
        WITH_PORT
                .matcher(text)
                .results()
                .forEach(it -> add(it.group(1), port(it.group(2)), null, Mention.Form.WITH_PORT));
        FULL_NAME
                .matcher(text)
                .results()
                .filter(it -> isFullName(it.group(1)))
                .forEach(it -> add(it.group(1), port(it.group(2)), null, Mention.Form.FULL_NAME));
        var ports = new KeyedPorts(text);
        KEYED.matcher(text).results().forEach(it -> keyed(ports, it));
        FLAG.matcher(text).results().forEach(it -> keyed(ports, it));
    }

    private void url(MatchResult url) {
        String authority = url.group(2);
        for (String part : authority.substring(authority.lastIndexOf('@') + 1).split(",", -1)) {
            Matcher one = ONE.matcher(part);
            if (one.matches()) {
                add(one.group(1), port(one.group(2)), url.group(1).toLowerCase(Locale.ROOT), Mention.Form.URL);
            }
        }
    }

    private void keyed(KeyedPorts ports, MatchResult pair) {
        String key = pair.group(1);
        if (isHost(key, false)) {
            int port = port(pair.group(3));
            add(pair.group(2), port > 0 ? port : ports.of(key, pair.end()), null, Mention.Form.KEYED);
        }
    }

    /** Takes a value that is hosts and nothing else. */
    private void whole(String value, int portBeside) {
        String[] parts = SEPARATOR.split(value.strip());
        List<Matcher> hosts = Arrays.stream(parts).map(ONE::matcher).toList();
        if (hosts.stream().allMatch(Matcher::matches)) {
            hosts.forEach(it -> {
                int port = port(it.group(2));
                add(it.group(1), port > 0 ? port : portBeside, null, Mention.Form.KEYED);
            });
        }
    }

    /** The ports that the keys of a text have, by the keys without their hyphens, and by where they stand. */
    private static final class KeyedPorts {

        private final Map<String, NavigableMap<Integer, Integer>> byKey = new HashMap<>();
        private final NavigableSet<Integer> breaks = new TreeSet<>();

        KeyedPorts(String text) {
            PORT_OF_KEY
                    .matcher(text)
                    .results()
                    .forEach(it -> byKey.computeIfAbsent(plain(it.group(1)), key -> new TreeMap<>())
                            .put(it.start(), port(it.group(2))));
            for (int at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
                breaks.add(at);
            }
        }

        /** Returns the port that belongs to the host of a key: in the rest of its line, or else the only one of its name. */
        int of(String hostKey, int end) {
            NavigableMap<Integer, Integer> ports = byKey.getOrDefault(plain(withPort(hostKey)), new TreeMap<>());
            Map.Entry<Integer, Integer> next = ports.ceilingEntry(end);
            Integer lineEnd = breaks.ceiling(end);
            if (next != null && (lineEnd == null || next.getKey() < lineEnd)) {
                return next.getValue();
            }
            return ports.size() == 1 ? ports.firstEntry().getValue() : 0;
        }

        private static String plain(String key) {
            int start = 0;
            while (start < key.length() && key.charAt(start) == '-') {
                start++;
            }
            return key.substring(start).toLowerCase(Locale.ROOT);
        }
    }

    private void add(String name, int port, @Nullable String scheme, Mention.Form form) {
        String host = (name.endsWith(".") ? name.substring(0, name.length() - 1) : name).toLowerCase(Locale.ROOT);
        // what is said of a host without its port adds nothing to what is said with it
        boolean more = port > 0 ? hosts.add(host + ":" + port) : scheme != null;
        if (hosts.add(host) || more) {
            found.add(new Mention(host, port, scheme, form));
        }
    }

    /** Returns whether a name ends as those of Services do, with or without the domain of the cluster. */
    static boolean isFullName(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.contains(".svc.") || name.endsWith(".svc");
    }

    private static boolean isHost(String name, boolean variable) {
        List<String> words = words(name);
        if (words.isEmpty()) {
            return false;
        }
        String last = words.get(words.size() - 1);
        return HOSTS.contains(last) || (variable && SERVICES.contains(last)) || name.equals("-h");
    }

    /** Returns the words of a name, in lower case, the last one without the number at its end. */
    private static List<String> words(String name) {
        List<String> words = WORDS.splitAsStream(name)
                .filter(it -> !NUMBER.matcher(it).matches())
                .map(it -> it.toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(ArrayList::new));
        if (!words.isEmpty()) {
            int last = words.size() - 1;
            words.set(last, DIGITS_AT_END.matcher(words.get(last)).replaceFirst(""));
        }
        return words;
    }

    /** Returns the name that the port has beside a host's: {@code DB_PORT} for {@code DB_HOST}, {@code port} for {@code host}. */
    private static String withPort(String name) {
        if (name.equals("-h")) {
            return "-p";
        }
        int end = name.length();
        while (end > 0 && Character.isLetterOrDigit(name.charAt(end - 1)) && !isHump(name, end)) {
            end--;
        }
        String last = name.substring(end);
        return name.substring(0, end)
                + (last.equals(last.toUpperCase(Locale.ROOT))
                        ? PORT_WORD.toUpperCase(Locale.ROOT)
                        : Character.isUpperCase(last.isEmpty() ? 'a' : last.charAt(0)) ? "Port" : PORT_WORD);
    }

    /** Returns whether a word of a name in camel case begins at a place. */
    private static boolean isHump(String name, int at) {
        return at < name.length()
                && Character.isUpperCase(name.charAt(at))
                && Character.isLowerCase(name.charAt(at - 1));
    }

    /** Returns a port; 0 where the text is none. */
    private static int port(@Nullable String digits) {
        if (digits == null || digits.isEmpty() || digits.length() > 5) {
            return 0;
        }
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                return 0;
            }
        }
        int port = Integer.parseInt(digits);
        return port <= 65535 ? port : 0;
    }
}

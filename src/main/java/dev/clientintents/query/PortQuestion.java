package dev.clientintents.query;

import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads ports as people write them: {@code 8080}, {@code 9000-9010}, {@code 53/udp}, {@code UDP 53}, {@code http}. */
public final class PortQuestion {

    private static final String PORT =
            "(?<port>\\d{1,5}(?:-\\d{1,5})?|(?=[^/ ]*[a-z])[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?)";
    private static final String PROTOCOL = "(tcp|udp|sctp)";
    private static final Pattern AFTER = Pattern.compile(PORT + "(?:/(?<protocol>" + PROTOCOL + "))?");
    private static final Pattern BEFORE = Pattern.compile("(?<protocol>" + PROTOCOL + ")[ :/]" + PORT);

    private PortQuestion() {}

    /**
     * Returns the ports; the protocol is TCP where none is written.
     *
     * @throws UnknownName where the text is none of this
     */
    public static PortRange read(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        for (Pattern pattern : new Pattern[] {BEFORE, AFTER}) {
            Matcher matcher = pattern.matcher(lower);
            if (matcher.matches()) {
                Optional<PortRange> range = range(protocol(matcher.group("protocol")), matcher.group("port"));
                if (range.isPresent()) {
                    return range.get();
                }
            }
        }
        throw new UnknownName("not a port: " + text + "; write one like 8080, 9000-9010, 53/udp or http");
    }

    private static Protocol protocol(String text) {
        return text == null ? Protocol.TCP : Protocol.valueOf(text.toUpperCase(Locale.ROOT));
    }

    private static Optional<PortRange> range(Protocol protocol, String port) {
        if (!Character.isDigit(port.charAt(0)) || port.chars().anyMatch(Character::isLetter)) {
            return Optional.of(new PortRange.Named(protocol, port));
        }
        int dash = port.indexOf('-');
        int first = Integer.parseInt(dash < 0 ? port : port.substring(0, dash));
        int last = Integer.parseInt(dash < 0 ? port : port.substring(dash + 1));
        return first >= 1 && first <= last && last <= 65535
                ? Optional.of(new PortRange.Numbered(protocol, first, last))
                : Optional.empty();
    }
}

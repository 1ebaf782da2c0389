package dev.clientintents.manifest.schema;

import dev.clientintents.reach.IpRange;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** A kind of text that the API server knows by more than a pattern. */
public enum Format {
    LABEL("write at most 63 lower-case letters, digits and '-', with a letter or digit at both ends"),
    SUBDOMAIN(
            "write at most 253 lower-case letters, digits, '-' and '.', with a letter or digit at both ends of each part"),
    QUALIFIED_NAME(
            "write at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends; before it may stand"
                    + " a domain and '/'"),
    /** As a qualified name, whatever its case. */
    ANNOTATION(QUALIFIED_NAME.advice),
    FINALIZER("write a domain, '/' and a name: example.com/name"),
    LABEL_VALUE("write at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends"),
    PORT_NAME(
            "write at most 15 lower-case letters, digits and single '-', with a letter among them and no '-' at the ends"),
    /** A host, or all below a domain; no address. */
    HOST("write a domain, or *. and a domain"),
    ADDRESS("write an address, 10.0.0.1 or 2001:db8::1"),
    EXTERNAL_ADDRESS("write an address, and none that has a meaning on each machine or link"),
    BLOCK("write a block of addresses, 10.0.0.0/8 or 2001:db8::/32, with no bit set after its length"),
    TIME("write a time, 2026-11-01T00:00:00Z"),
    SCHEDULE("write five fields, 0 3 * * 1-5, or @hourly, @daily, @weekly, @monthly or @yearly"),
    TIME_ZONE("write a time zone as Europe/Berlin"),
    API_VERSION("write v1, or a group, '/' and a version");

    private static final Pattern VERSION = Pattern.compile("([^/]+/)?[^/]+");
    private static final Pattern TO_THE_SECOND = Pattern.compile(".{10}T..:..:...*");
    private static final Set<String> OWN_FINALIZERS = Set.of("kubernetes", "orphan", "foregroundDeletion");

    private final String advice;

    Format(String advice) {
        this.advice = advice;
    }

    /** @throws IllegalArgumentException where there is none of that name, {@code qualified-name} */
    static Format named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** Returns whether a text is one of these. */
    public boolean accepts(String text) {
        return switch (this) {
            case LABEL -> NameSyntax.isLabel(text);
            case SUBDOMAIN -> NameSyntax.isSubdomain(text);
            case QUALIFIED_NAME -> NameSyntax.isQualifiedName(text);
            case ANNOTATION -> NameSyntax.isQualifiedName(text.toLowerCase(Locale.ROOT));
            case FINALIZER -> NameSyntax.isQualifiedName(text) && (text.contains("/") || OWN_FINALIZERS.contains(text));
            case LABEL_VALUE -> text.isEmpty() || NameSyntax.isName(text);
            case PORT_NAME -> NameSyntax.isPortName(text);
            case HOST ->
                NameSyntax.isSubdomain(text.startsWith("*.") ? text.substring(2) : text)
                        && IpRange.parse(text).isEmpty();
            case ADDRESS -> AddressSyntax.isAddress(text);
            case EXTERNAL_ADDRESS -> AddressSyntax.isExternal(text);
            case BLOCK -> AddressSyntax.isBlock(text);
            case TIME -> isTime(text);
            case SCHEDULE -> CronSchedule.isValid(text);
            case TIME_ZONE -> ZoneId.getAvailableZoneIds().contains(text);
            case API_VERSION -> VERSION.matcher(text).matches();
        };
    }

    /** Returns what to write instead of what is not accepted. */
    public String advice() {
        return advice;
    }

    private static boolean isTime(String text) {
        try {
            return TO_THE_SECOND.matcher(text).matches()
                    && OffsetDateTime.parse(text).getYear() > 0;
        } catch (DateTimeException e) {
            return false;
        }
    }
}

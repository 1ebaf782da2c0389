package dev.clientintents.manifest.schema;

import dev.clientintents.reach.IpRange;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The syntax of addresses and blocks of them, of both families, as the API server has it for what is new. */
final class AddressSyntax {

    /** The IPv6 addresses that stand for IPv4 ones. */
    private static final List<IpRange> MAPPED = ranges("::ffff:0:0/96");

    /** The addresses of no machine, of each machine itself, and of a link. */
    private static final List<IpRange> LOCAL =
            ranges("0.0.0.0/32", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/24", "::/127", "fe80::/10", "ff02::/16");

    private AddressSyntax() {}

    private static List<IpRange> ranges(String... texts) {
        return Stream.of(texts).flatMap(it -> IpRange.parse(it).stream()).toList();
    }

    /** Returns whether the text is an address, and no block. */
    static boolean isAddress(String text) {
        return !text.contains("/") && isPlain(text);
    }

    /** Returns whether the text is an address that is not a machine's or a link's own. */
    static boolean isExternal(String text) {
        return isAddress(text)
                && IpRange.parse(text).filter(it -> isOutside(LOCAL, it)).isPresent();
    }

    /** Returns whether the text is an address, '/' and how many of its first bits a block has, whatever the others are. */
    static boolean isPrefix(String text) {
        int slash = text.indexOf('/');
        return slash >= 0 && IpRange.parse(text).isPresent() && isPlain(text.substring(0, slash));
    }

    /** Returns whether the text is a block in which no bit is set after its length. */
    static boolean isBlock(String text) {
        return isPrefix(text)
                && IpRange.parse(text.substring(0, text.indexOf('/')))
                        .map(IpRange::first)
                        .equals(IpRange.parse(text).map(IpRange::first));
    }

    /** Returns whether the text is an address without leading zeros, and no IPv4 address in the form of an IPv6 one. */
    private static boolean isPlain(String text) {
        if (text.indexOf(':') >= 0) {
            return IpRange.parse(text).filter(it -> isOutside(MAPPED, it)).isPresent();
        }
        return IpRange.parse(text).isPresent()
                && Arrays.stream(text.split("\\.", -1)).noneMatch(it -> it.length() > 1 && it.startsWith("0"));
    }

    private static boolean isOutside(List<IpRange> ranges, IpRange address) {
        return ranges.stream().noneMatch(it -> it.contains(address));
    }
}

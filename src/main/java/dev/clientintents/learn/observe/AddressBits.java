package dev.clientintents.learn.observe;

/**
 * An IPv4 or IPv6 address as 128 bits, which are read from text without making garbage. IPv4 addresses are those that IPv6 maps
 * them to ({@code ::ffff:10.0.0.1}). It can be read anew, so whoever keeps an address copies its bits.
 */
public final class AddressBits {

    private static final long MAPPED = 0xFFFF_0000_0000L;
    private static final int GROUPS = 8;
    private static final int GROUP_BITS = 16;
    private static final int OF_GROUP = 0xFFFF;

    private long high;
    private long low;

    /** Returns the first 64 bits. */
    public long high() {
        return high;
    }

    /** Returns the last 64 bits. */
    public long low() {
        return low;
    }

    /**
     * Reads an address; false, and bits that mean nothing, where the text is none.
     *
     * @param text where it is, in ASCII
     * @param from where it begins
     * @param to where it ends
     */
    public boolean read(byte[] text, int from, int to) {
        high = 0;
        low = 0;
        for (int i = from; i < to; i++) {
            if (text[i] == ':') {
                return readIpv6(text, from, to);
            }
        }
        low = ipv4(text, from, to);
        if (low < 0) {
            return false;
        }
        low |= MAPPED;
        return true;
    }

    /** Returns the address of four numbers; -1 for any other text. */
    private static long ipv4(byte[] text, int from, int to) {
        long address = 0;
        int octet = -1;
        int dots = 0;
        for (int i = from; i < to; i++) {
            if (text[i] == '.') {
                if (octet < 0) {
                    return -1;
                }
                address = (address << 8) | octet;
                octet = -1;
                dots++;
            } else {
                int digit = text[i] - '0';
                if (digit < 0 || digit > 9 || octet == 0) {
                    return -1;
                }
                octet = octet < 0 ? digit : octet * 10 + digit;
                if (octet > 255) {
                    return -1;
                }
            }
        }
        return dots == 3 && octet >= 0 ? (address << 8) | octet : -1;
    }

    /** Groups before a gap fill the bits from the front, those after it from the end. */
    private boolean readIpv6(byte[] text, int from, int to) {
        int groups = 0;
        int gap = -1;
        int at = from;
        if (to - from >= 2 && text[from] == ':' && text[from + 1] == ':') {
            gap = 0;
            at = from + 2;
        }
        while (at < to) {
            int group = 0;
            int digits = 0;
            while (at < to && text[at] != ':') {
                int digit = hexadecimal(text[at]);
                if (digit < 0 || digits == 4) {
                    return false;
                }
                group = (group << 4) | digit;
                digits++;
                at++;
            }
            if (digits == 0 || groups == GROUPS) {
                return false;
            }
            append(group);
            groups++;
            if (at < to) {
                at++;
                if (at < to && text[at] == ':') {
                    if (gap >= 0) {
                        return false;
                    }
                    gap = groups;
                    at++;
                } else if (at == to) {
                    return false;
                }
            }
        }
        if (gap < 0) {
            return groups == GROUPS;
        }
        if (groups >= GROUPS) {
            return false;
        }
        widen(groups - gap, GROUPS - groups);
        return true;
    }

    private void append(int group) {
        high = (high << GROUP_BITS) | (low >>> (Long.SIZE - GROUP_BITS));
        low = (low << GROUP_BITS) | group;
    }

    /** Puts so many zeros before the last groups. */
    private void widen(int last, int zeros) {
        long keptHigh = high;
        long keptLow = low;
        for (int i = 0; i < last; i++) {
            low = (low >>> GROUP_BITS) | (high << (Long.SIZE - GROUP_BITS));
            high >>>= GROUP_BITS;
        }
        for (int i = 0; i < zeros; i++) {
            append(0);
        }
        for (int i = last - 1; i >= 0; i--) {
            append(group(keptHigh, keptLow, GROUPS - 1 - i));
        }
    }

    private static int group(long high, long low, int index) {
        long half = index < GROUPS / 2 ? high : low;
        return (int) (half >>> ((GROUPS / 2 - 1 - index % (GROUPS / 2)) * GROUP_BITS)) & OF_GROUP;
    }

    private static int hexadecimal(byte digit) {
        if (digit >= '0' && digit <= '9') {
            return digit - '0';
        }
        int letter = digit | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }

    /** Returns the address as Kubernetes writes it. */
    @Override
    public String toString() {
        return text(high, low);
    }

    /** Returns whether it is an IPv4 address. */
    public static boolean isIpv4(long high, long low) {
        return high == 0 && low >>> 32 == MAPPED >>> 32;
    }

    /**
     * Returns the address in dotted notation, or as <a href="https://www.rfc-editor.org/rfc/rfc5952">RFC 5952</a> writes IPv6
     * addresses.
     */
    public static String text(long high, long low) {
        if (isIpv4(high, low)) {
            return ((low >> 24) & 255) + "." + ((low >> 16) & 255) + "." + ((low >> 8) & 255) + "." + (low & 255);
        }
        int start = 0;
        int length = 1;
        for (int i = 0; i < GROUPS; i++) {
            int zeros = 0;
            while (i + zeros < GROUPS && group(high, low, i + zeros) == 0) {
                zeros++;
            }
            if (zeros > length) {
                start = i;
                length = zeros;
            }
        }
        var text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (length > 1 && i == start) {
                text.append("::");
                i += length - 1;
            } else {
                boolean separated = text.isEmpty() || text.charAt(text.length() - 1) == ':';
                text.append(separated ? "" : ":").append(Integer.toHexString(group(high, low, i)));
            }
        }
        return text.toString();
    }
}

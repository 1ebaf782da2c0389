package dev.clientintents.learn.flow;

import dev.clientintents.learn.observe.AddressBits;
import dev.clientintents.learn.observe.Endpoint;
import org.jspecify.annotations.Nullable;

/** Keeps the texts of addresses that come again and again, in a fixed amount of memory, since to write one takes longer than to read it. */
final class RecentAddresses {

    private static final int BITS = 14;
    private static final int UNUSED_BITS = Long.SIZE - BITS;

    /** An address and its text. */
    private record Written(long high, long low, Endpoint.Address address) {}

    private final @Nullable Written[] places = new Written[1 << BITS];

    Endpoint.Address of(AddressBits bits) {
        long high = bits.high();
        long low = bits.low();
        int place = (int) (((high * 31 + low) * 0x9E3779B97F4A7C15L) >>> UNUSED_BITS);
        Written written = places[place];
        if (written == null || written.high != high || written.low != low) {
            written = new Written(high, low, new Endpoint.Address(bits.toString()));
            places[place] = written;
        }
        return written.address;
    }
}

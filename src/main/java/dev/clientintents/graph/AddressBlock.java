package dev.clientintents.graph;

import java.util.List;

/**
 * A block of addresses.
 *
 * @param cidr the block, for example {@code 203.0.113.0/24}
 * @param except blocks within it that do not count; possibly empty
 */
public record AddressBlock(String cidr, List<String> except) {

    public AddressBlock {
        except = List.copyOf(except);
    }
}

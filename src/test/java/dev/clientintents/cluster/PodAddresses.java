package dev.clientintents.cluster;

import java.util.concurrent.atomic.AtomicInteger;

/** Hands out the addresses 10.128.0.1, 10.128.0.2 and so on, eight million of them, each once. */
public final class PodAddresses {
    private static final int FIRST = 128 << 16;

    private final AtomicInteger used = new AtomicInteger(FIRST);

    public String next() {
        int address = used.incrementAndGet();
        return "10." + (address >> 16 & 0xff) + "." + (address >> 8 & 0xff) + "." + (address & 0xff);
    }
}

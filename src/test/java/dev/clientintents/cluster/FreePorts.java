package dev.clientintents.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.SplittableRandom;

/**
 * Ports of the loopback interface that nobody listens on. They lie below the range from which systems take the ports of
 * outgoing connections, so that a server which is down for a moment gets its port back.
 */
final class FreePorts {
    private static final int FIRST = 20_000;
    private static final int END = 32_000;
    private static final int ATTEMPTS = 1_000;

    private final SplittableRandom random = new SplittableRandom();

    int next() {
        return random.ints(ATTEMPTS, FIRST, END)
                .filter(FreePorts::isFree)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no free port between " + FIRST + " and " + END));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}

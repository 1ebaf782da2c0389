package dev.clientintents.agent;

import dev.clientintents.learn.observe.AddressBits;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

/** Finds the addresses of the node itself, bridges and tunnels included, as Kubernetes writes them. */
final class LocalAddresses {

    private LocalAddresses() {}

    static Set<String> find() throws SocketException {
        var found = new HashSet<String>();
        for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            for (InterfaceAddress address : each.getInterfaceAddresses()) {
                found.add(text(address.getAddress()));
            }
        }
        return found;
    }

    private static String text(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            return address.getHostAddress();
        }
        ByteBuffer bits = ByteBuffer.wrap(bytes);
        return AddressBits.text(bits.getLong(), bits.getLong());
    }
}

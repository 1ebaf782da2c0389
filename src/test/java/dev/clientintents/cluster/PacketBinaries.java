package dev.clientintents.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The executables behind real connections between pods without containers.
 *
 * @param engine <a href="https://github.com/kubernetes-sigs/kube-network-policies">kube-network-policies</a>, which
 *     enforces NetworkPolicies
 * @param agent our own program that makes network namespaces, listens and connects in them
 */
public record PacketBinaries(Path engine, Path agent) {
    /**
     * Finds them as {@link Binaries} are found, and builds what is missing, which may take minutes.
     *
     * @throws IOException when one cannot be had; the message says why
     */
    public static PacketBinaries find(Consumer<String> lines) throws IOException, InterruptedException {
        Platform platform = Platform.current();
        if (!platform.os().equals("linux")) {
            throw new IOException(platform + " has no network namespaces");
        }
        BinaryFinder finder = Binaries.finder();
        Progress progress = new Progress(lines);
        return new PacketBinaries(
                finder.find(Tool.KUBE_NETWORK_POLICIES, progress), finder.find(Tool.PACKET_AGENT, progress));
    }

    /**
     * Tries whether this machine can make what the agent needs.
     *
     * @throws IOException when it cannot; the message says what the kernel refused
     */
    public void checkKernel() throws IOException, InterruptedException {
        Command.in(Path.of(".")).run(agent.toString(), "--check");
    }
}

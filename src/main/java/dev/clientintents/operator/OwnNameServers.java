package dev.clientintents.operator;

import dev.clientintents.egress.ResolvConf;
import dev.clientintents.reach.IpRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads which name servers the operator's own pod was told: the kubelet tells all pods the same, save where these ask. */
final class OwnNameServers {

    private static final Logger LOG = LoggerFactory.getLogger(OwnNameServers.class);
    private static final Path FILE = Path.of("/etc/resolv.conf");

    private OwnNameServers() {}

    /** Returns them; none where the operator runs outside of the cluster, or cannot tell. */
    static List<IpRange> read() {
        if (System.getenv("KUBERNETES_SERVICE_HOST") == null) {
            return List.of();
        }
        try {
            return ResolvConf.nameServers(Files.readString(FILE));
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("file", FILE)
                    .addKeyValue("cause", String.valueOf(e.getMessage()))
                    .log("Could not read which name servers pods are told; only what objects tell counts");
            return List.of();
        }
    }
}

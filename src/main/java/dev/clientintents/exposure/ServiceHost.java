package dev.clientintents.exposure;

import dev.clientintents.model.ObjectKey;
import java.util.Optional;

/**
 * Reads the names that Services have in the cluster's DNS.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/">DNS for Services and Pods</a>
 */
final class ServiceHost {

    private static final String SVC = "svc";

    private ServiceHost() {}

    /**
     * Returns the Service of a host such as {@code web}, {@code web.shop} or {@code web.shop.svc.cluster.local}, or of a
     * pod behind one, as in {@code web-0.web.shop.svc}; empty where the host is no such name.
     *
     * @param namespace where the name is looked up; empty where that is not known, and {@code web} then means nothing
     */
    static Optional<ObjectKey> service(String host, Optional<String> namespace) {
        String[] parts = host.split("\\.", -1);
        return switch (parts.length) {
            case 1 -> namespace.map(it -> new ObjectKey(it, parts[0]));
            case 2 -> Optional.of(new ObjectKey(parts[1], parts[0]));
            default -> {
                if (parts[2].equals(SVC)) {
                    yield Optional.of(new ObjectKey(parts[1], parts[0]));
                }
                yield parts.length > 3 && parts[3].equals(SVC)
                        ? Optional.of(new ObjectKey(parts[2], parts[1]))
                        : Optional.empty();
            }
        };
    }
}

package dev.clientintents.consent;

import dev.clientintents.model.PortRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the side of one server says about declarations of other namespaces.
 *
 * @param everybody whether all of them count
 * @param consumers whose declarations count, if not everybody's; their ports are those of the server's pods
 */
public record Consent(boolean everybody, List<Consumer> consumers) {

    /** All declarations count. */
    public static final Consent EVERYBODY = new Consent(true, List.of());

    /** No declaration of another namespace counts. */
    public static final Consent NOBODY = new Consent(false, List.of());

    public Consent {
        consumers = List.copyOf(consumers);
    }

    /**
     * Returns whether a client's declaration counts. One on all ports counts only where all ports are consented to, and
     * the name of a port is not taken for its number.
     *
     * @param namespace the client's namespace
     * @param name its name
     * @param kind its kind; null for any, and then it is enough that those of one kind are meant
     * @param ports the ports of the server's pods that it declares; null for all
     */
    public boolean covers(String namespace, String name, @Nullable String kind, @Nullable List<PortRange> ports) {
        return everybody
                || consumers.stream()
                        .filter(it -> isMeant(it, namespace, name, kind))
                        .anyMatch(it -> it.ports() == null || covers(it.ports(), ports));
    }

    private static boolean isMeant(Consumer consumer, String namespace, String name, @Nullable String kind) {
        return (consumer.namespace().equals(Consumer.EVERY_NAMESPACE)
                        || consumer.namespace().equals(namespace))
                && (consumer.name() == null || consumer.name().equals(name))
                && (consumer.kind() == null || kind == null || consumer.kind().equals(kind));
    }

    private static boolean covers(List<PortRange> consented, @Nullable List<PortRange> declared) {
        return declared != null
                && declared.stream().allMatch(wanted -> consented.stream().anyMatch(it -> covers(it, wanted)));
    }

    private static boolean covers(PortRange consented, PortRange declared) {
        return consented.equals(declared)
                || (consented instanceof PortRange.Numbered all
                        && declared instanceof PortRange.Numbered some
                        && all.protocol() == some.protocol()
                        && all.first() <= some.first()
                        && some.last() <= all.last());
    }
}

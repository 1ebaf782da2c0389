package dev.clientintents.exposure;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a namespace permits routes of other namespaces.
 *
 * @param namespace the namespace that permits it
 * @param fromKind the kind of the routes
 * @param fromNamespace their namespace
 * @param service the only Service to which they may lead; empty for all of them
 * @see <a href="https://gateway-api.sigs.k8s.io/api-types/referencegrant/">ReferenceGrant</a>
 */
public record ReferenceGrant(String namespace, String fromKind, String fromNamespace, Optional<String> service) {

    /**
     * Reads an object; it grants nothing where it is of another kind.
     *
     * @param object the whole object
     */
    public static List<ReferenceGrant> read(String group, String kind, String namespace, Map<?, ?> object) {
        if (!group.equals(RouteLeads.GATEWAY) || !kind.equals("ReferenceGrant")) {
            return List.of();
        }
        Fields spec = new Fields(object).at("spec");
        List<Fields> services = spec.each("to")
                .filter(it ->
                        it.text("group", "").isEmpty() && it.text("kind", "").equals("Service"))
                .toList();
        return spec.each("from")
                .filter(it -> it.text("group", "").equals(RouteLeads.GATEWAY))
                .flatMap(from -> services.stream()
                        .map(to -> new ReferenceGrant(
                                namespace, from.text("kind", ""), from.text("namespace", ""), to.text("name"))))
                .toList();
    }

    /** Returns whether it permits what a lead of another namespace does. */
    boolean permits(Origin origin, Destination.ToService to) {
        return namespace.equals(to.service().namespace())
                && fromKind.equals(origin.kind())
                && fromNamespace.equals(origin.key().namespace())
                && service.map(to.service().name()::equals).orElse(true);
    }
}

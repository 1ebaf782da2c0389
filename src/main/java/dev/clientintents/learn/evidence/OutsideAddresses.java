package dev.clientintents.learn.evidence;

import dev.clientintents.effective.Snapshot;
import dev.clientintents.learn.observe.Party;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.reach.IpRange;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Knows the addresses of what is no pod, as far as the input tells. */
final class OutsideAddresses {

    private static final ObjectKey API_SERVER = new ObjectKey("default", "kubernetes");

    private final Snapshot snapshot;

    OutsideAddresses(Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    /** Returns all addresses that it may have; empty where none are known. */
    List<IpRange> of(Party.Outside party) {
        if (party.address() != null) {
            return IpRange.parse(party.address()).stream().toList();
        }
        return service(party)
                .map(service -> Stream.concat(
                                snapshot.slices().values().stream()
                                        .filter(it -> it.service().equals(service))
                                        .flatMap(it -> it.addresses().stream()),
                                service.equals(API_SERVER)
                                        ? snapshot.apiServers().stream().flatMap(it -> IpRange.parse(it).stream())
                                        : Stream.empty())
                        .distinct()
                        .toList())
                .orElse(List.of());
    }

    /** Returns the Service without pods that a party is; empty where it is none. */
    static Optional<ObjectKey> service(Party.Outside party) {
        String host = party.host();
        if (host == null || !host.endsWith(".svc")) {
            return Optional.empty();
        }
        String[] parts = host.split("\\.", -1);
        return parts.length == 3 ? Optional.of(new ObjectKey(parts[1], parts[0])) : Optional.empty();
    }
}

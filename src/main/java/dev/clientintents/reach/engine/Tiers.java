package dev.clientintents.reach.engine;

import dev.clientintents.model.PortRange;
import dev.clientintents.reach.Direction;
import dev.clientintents.reach.IpRange;
import dev.clientintents.reach.PortSet;
import dev.clientintents.reach.engine.Decision.Matcher;
import dev.clientintents.reach.policy.Peer;
import dev.clientintents.reach.policy.PortSpec;
import dev.clientintents.reach.policy.admin.AdminPeer;
import dev.clientintents.reach.policy.admin.AdminPolicy;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tiers of one direction around NetworkPolicies. A connection is first judged by the Admin tier; of what that does
 * not decide, NetworkPolicies that select the pods decide all, and else the Baseline tier decides; what is then left is
 * let through.
 *
 * @see <a href="https://network-policy-api.sigs.k8s.io/api-overview/">the overview of the API</a>
 */
public final class Tiers {

    private final TierMatch match;
    private final AdminTier admin;
    private final AdminTier baseline;

    Tiers(
            Direction direction,
            List<PodClass> classes,
            List<AdminPolicy> policies,
            ClassSelection selection,
            KnownAddresses known) {
        match = new TierMatch(direction, classes, known);
        admin = new AdminTier(AdminPolicy.Tier.ADMIN, direction, classes, policies, selection, known);
        baseline = new AdminTier(AdminPolicy.Tier.BASELINE, direction, classes, policies, selection, known);
    }

    boolean areEmpty() {
        return admin.isEmpty() && baseline.isEmpty();
    }

    /** Returns the policies of a tier that apply to a class, by priority. */
    public List<List<TierPolicy>> appliedTo(AdminPolicy.Tier tier, int subject) {
        return (tier == AdminPolicy.Tier.ADMIN ? admin : baseline).appliedTo(subject);
    }

    /** Returns the pods to which rules that apply to a class may open more than to others: those that do not deny. */
    public Stream<Peer.Pods> opened(int subject) {
        return Stream.of(admin, baseline)
                .flatMap(tier -> tier.appliedTo(subject).stream())
                .flatMap(List::stream)
                .flatMap(policy -> policy.rules().stream())
                .filter(rule -> rule.rule().action() != AdminPolicy.Action.DENY)
                .flatMap(rule -> rule.rule().peers().stream())
                .filter(AdminPeer.Pods.class::isInstance)
                .map(peer -> ((AdminPeer.Pods) peer).selectors())
                .filter(pods -> !pods.anyPod());
    }

    /** Says which policies apply to a class, by numbers. */
    record Profile(int admin, int baseline) {}

    Profile profile(int subject) {
        return new Profile(admin.profile(subject), baseline.profile(subject));
    }

    /** Returns whether any policy of a tier applies to a class. */
    public boolean applyTo(int subject) {
        return !admin.appliedTo(subject).isEmpty()
                || !baseline.appliedTo(subject).isEmpty();
    }

    /**
     * Returns what becomes of connections between a subject and a peer.
     *
     * @param policies what NetworkPolicies make of them; null where none selects the subject
     */
    Ruling ruling(int subject, int peer, @Nullable Ruling policies) {
        return admin.ruling(subject, peer, match)
                .then(policies == null ? baseline.ruling(subject, peer, match).then(Ruling.DEFAULT) : policies);
    }

    /** Returns the ports that are open between a subject and a peer, as far as is known. */
    PortSet open(int subject, int peer, @Nullable PortSet admitted) {
        Ruling first = admin.ruling(subject, peer, match);
        if (admitted != null) {
            if (first.saysNothing()) {
                return admitted;
            }
            return admitted.isEmpty()
                    ? first.acceptedAlone()
                    : composed(first, admitted, Ruling.NONE).taken().open();
        }
        Ruling last = baseline.ruling(subject, peer, match);
        if (first.saysNothing()) {
            return last.leftOpen();
        }
        return last.saysNothing()
                ? first.leftOpen()
                : composed(first, null, last).taken().open();
    }

    /** Returns the rules of a tier that have a say about a subject and a peer. */
    public TierHits hits(AdminPolicy.Tier tier, int subject, int peer) {
        return TierHits.of(appliedTo(tier, subject), match.pod(subject, peer));
    }

    /** Returns the rules of a tier that have a say about a subject and addresses outside of the cluster. */
    public TierHits hits(AdminPolicy.Tier tier, int subject, IpRange addresses) {
        return TierHits.of(appliedTo(tier, subject), match.addresses(subject, addresses));
    }

    /** Returns the rules of a tier that have a say about a subject and some pod, of which nothing is known. */
    public TierHits hits(AdminPolicy.Tier tier, int subject) {
        return TierHits.of(appliedTo(tier, subject), match.pods(subject, it -> false, Match.MAYBE));
    }

    /** Returns whether rules that apply to a class may leave it open what becomes of connections with addresses. */
    boolean mayBeUncertainOfAddresses(int subject) {
        return admin.mayBeUncertainOfAddresses(subject) || baseline.mayBeUncertainOfAddresses(subject);
    }

    /** Returns whether policies that apply to a class may leave it open what becomes of connections with pods. */
    boolean mayBeUncertainOfPods(int subject) {
        return admin.mayBeUncertainOfPods(subject) || baseline.mayBeUncertainOfPods(subject);
    }

    /** Returns the ruling of the first tier that alone leaves something open; null where none does. */
    @Nullable
    Ruling uncertain(int subject, int peer) {
        Ruling first = admin.ruling(subject, peer, match);
        if (!first.isCertain()) {
            return first;
        }
        Ruling last = baseline.ruling(subject, peer, match);
        return last.isCertain() ? null : last;
    }

    /** Returns why ports are undecided between a subject and a peer. */
    Map<Culprit, PortSet> culprits(int subject, int peer, PortSet undecided) {
        return culprits(subject, match.pod(subject, peer), undecided);
    }

    /** Returns why ports are undecided between a subject and addresses that no rule divides. */
    Map<Culprit, PortSet> culprits(int subject, IpRange addresses, PortSet undecided) {
        return culprits(subject, match.addresses(subject, addresses), undecided);
    }

    private Map<Culprit, PortSet> culprits(int subject, Matcher matcher, PortSet undecided) {
        var found = new LinkedHashMap<>(Culprits.of(admin.appliedTo(subject), matcher, undecided));
        Culprits.of(baseline.appliedTo(subject), matcher, undecided).forEach(found::putIfAbsent);
        return found;
    }

    private static Ruling composed(Ruling admin, @Nullable PortSet admitted, Ruling baseline) {
        return admin.then(admitted == null ? baseline.then(Ruling.DEFAULT) : Ruling.of(Decision.ofPolicies(admitted)));
    }

    private Ruling ruling(int subject, Matcher matcher, @Nullable PortSet admitted) {
        return composed(
                TierMatch.ruling(admin.appliedTo(subject), matcher),
                admitted,
                admitted == null ? TierMatch.ruling(baseline.appliedTo(subject), matcher) : Ruling.NONE);
    }

    /**
     * Returns the ports that are open between a subject and any pod that there is or could be.
     *
     * @param admitted what NetworkPolicies admit of any pod, in ingress by number; null where none selects the subject
     */
    PortSpec anyPod(int subject, @Nullable PortSpec admitted) {
        return pods(subject, it -> false, Match.MAYBE, admitted);
    }

    /**
     * Returns the ports that are open between a subject and pods that could come.
     *
     * @param meant the selectors that mean these pods
     * @param others whether other selectors may mean them
     * @param admitted what NetworkPolicies admit of them, in ingress by number; null where none selects the subject
     */
    PortSpec pods(int subject, Predicate<Peer.Pods> meant, Match others, @Nullable PortSpec admitted) {
        Matcher matcher = match.pods(subject, meant, others);
        Ruling first = TierMatch.ruling(admin.appliedTo(subject), matcher);
        if (admitted == null) {
            Ruling last = TierMatch.ruling(baseline.appliedTo(subject), matcher);
            return new PortSpec(composed(first, null, last).full().open(), List.of());
        }
        // which numbers the names have is not known, so none may be denied
        List<PortRange.Named> names = first.full().denied().isEmpty() ? admitted.names() : List.of();
        return new PortSpec(
                composed(first, admitted.numbers(), Ruling.NONE).full().open(), names);
    }

    /**
     * Returns what becomes of connections between a subject and addresses outside of the cluster.
     *
     * @param admitted what NetworkPolicies admit; null where none selects the subject
     */
    List<Outside> outside(int subject, @Nullable AddressMap admitted) {
        NavigableSet<BigInteger> starts = starts(subject, admitted);
        var found = new ArrayList<Outside>();
        for (BigInteger start : starts) {
            BigInteger next = starts.higher(start);
            if (next != null && !start.equals(IpRange.IPV4.after())) {
                var addresses = new IpRange(start, next.subtract(BigInteger.ONE));
                PortSet ports = admitted == null ? null : admitted.common(addresses);
                found.add(new Outside(addresses, ruling(subject, match.addresses(subject, addresses), ports)));
            }
        }
        return found;
    }

    /** What becomes of connections with addresses outside of the cluster. */
    record Outside(IpRange addresses, Ruling ruling) {}

    private NavigableSet<BigInteger> starts(int subject, @Nullable AddressMap admitted) {
        Stream<IpRange> ranges = Stream.concat(
                Stream.of(IpRange.IPV4, IpRange.IPV6),
                Stream.concat(
                        admitted == null
                                ? Stream.empty()
                                : admitted.segments().stream().map(AddressMap.Segment::addresses),
                        Stream.of(admin, baseline)
                                .flatMap(tier -> tier.appliedTo(subject).stream())
                                .flatMap(List::stream)
                                .flatMap(policy -> policy.rules().stream())
                                .flatMap(rule -> rule.rule().peers().stream())
                                .flatMap(this::ranges)));
        var starts = new TreeSet<BigInteger>();
        ranges.forEach(range -> {
            starts.add(range.first());
            starts.add(range.after());
        });
        return starts;
    }

    private Stream<IpRange> ranges(AdminPeer peer) {
        if (peer instanceof AdminPeer.Networks networks) {
            return networks.addresses().ranges().stream();
        }
        return peer instanceof AdminPeer.Nodes nodes ? match.known().of(nodes.labels()) : Stream.empty();
    }
}

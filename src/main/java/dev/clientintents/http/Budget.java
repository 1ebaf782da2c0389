package dev.clientintents.http;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Divides a limited amount among remote addresses. Where the share of one address is used up, it loses the claim that
 * the server has waited for longest. Where all is used up, the claim is lost that the server has waited for longest, of
 * those that have had more time than any honest request needs, and of addresses on which the server waits for more than
 * on the newcomer's; else one without a request, of an address that holds more. So callers who stall, and those who
 * come in crowds, make room for others, and nobody loses a place while it is this side's turn.
 */
final class Budget {

    /** Under load a request waits for this side, too. */
    private static final long LONG_ENOUGH_NANOS = Duration.ofSeconds(1).toNanos();

    private final long total;
    private final long ofOne;
    private final Set<Claim> claims = new HashSet<>();
    private final Map<InetAddress, Long> usedByAddress = new HashMap<>();
    private long used;

    /** @param ofOne how much one address may hold */
    Budget(long total, long ofOne) {
        this.total = total;
        this.ofOne = ofOne;
    }

    /**
     * Takes an amount.
     *
     * @param progress whether and since when the holder is waited for
     * @param cut breaks the holder off when its place is taken
     * @return empty where there is no room
     */
    Optional<Claim> claim(InetAddress address, long amount, Progress progress, Runnable cut) {
        var claim = new Claim(address, amount, progress, cut);
        var removed = new ArrayList<Claim>();
        boolean fits = add(claim, removed);
        removed.forEach(it -> it.cut.run());
        return fits ? Optional.of(claim) : Optional.empty();
    }

    /** Returns the amount that is held. */
    synchronized long used() {
        return used;
    }

    private synchronized boolean add(Claim claim, List<Claim> removed) {
        while (usedBy(claim.address) + claim.amount > ofOne) {
            if (!remove(
                    longest(Progress.Phase.RECEIVING, other -> other.address.equals(claim.address))
                            .or(() -> longest(Progress.Phase.IDLE, other -> other.address.equals(claim.address))),
                    removed)) {
                return false;
            }
        }
        while (used + claim.amount > total) {
            if (!remove(spareFor(claim), removed)) {
                return false;
            }
        }
        claims.add(claim);
        usedByAddress.merge(claim.address, claim.amount, Long::sum);
        used += claim.amount;
        return true;
    }

    private Optional<Claim> spareFor(Claim claim) {
        Optional<Claim> longest = longest(Progress.Phase.RECEIVING, other -> true);
        if (longest.isPresent() && longest.get().progress.elapsed() > LONG_ENOUGH_NANOS) {
            return longest;
        }
        Map<InetAddress, Long> waitedFor = waitedFor();
        long own = waitedFor.getOrDefault(claim.address, 0L) + claim.amount;
        return longest(Progress.Phase.RECEIVING, other -> waitedFor.getOrDefault(other.address, 0L) > own)
                .or(() -> longest(Progress.Phase.IDLE, other -> usedBy(other.address) > usedBy(claim.address)));
    }

    private Map<InetAddress, Long> waitedFor() {
        var amounts = new HashMap<InetAddress, Long>();
        for (Claim claim : claims) {
            if (claim.progress.phase() == Progress.Phase.RECEIVING) {
                amounts.merge(claim.address, claim.amount, Long::sum);
            }
        }
        return amounts;
    }

    /**
     * Returns the claim that the server has waited for longest. The loop reads no clock: with a crowd of newcomers, all
     * claims are looked through for each of them.
     */
    private Optional<Claim> longest(Progress.Phase phase, Predicate<Claim> among) {
        Claim longest = null;
        for (Claim claim : claims) {
            if (claim.progress.phase() == phase
                    && (longest == null || claim.progress.since() - longest.progress.since() < 0)
                    && among.test(claim)) {
                longest = claim;
            }
        }
        return Optional.ofNullable(longest);
    }

    private boolean remove(Optional<Claim> spare, List<Claim> removed) {
        spare.ifPresent(claim -> {
            release(claim);
            removed.add(claim);
        });
        return spare.isPresent();
    }

    private synchronized void release(Claim claim) {
        if (claims.remove(claim)) {
            used -= claim.amount;
            usedByAddress.computeIfPresent(
                    claim.address, (address, amount) -> amount == claim.amount ? null : amount - claim.amount);
        }
    }

    private long usedBy(InetAddress address) {
        return usedByAddress.getOrDefault(address, 0L);
    }

    /** An amount that somebody holds, until it is released. */
    final class Claim {

        private final InetAddress address;
        private final long amount;
        private final Progress progress;
        private final Runnable cut;

        private Claim(InetAddress address, long amount, Progress progress, Runnable cut) {
            this.address = address;
            this.amount = amount;
            this.progress = progress;
            this.cut = cut;
        }

        /** Gives it back; again has no effect. */
        void release() {
            Budget.this.release(this);
        }
    }
}

package dev.clientintents.identity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The owners of a pod, one above the other, as far as they were found.
 *
 * @param owners those that exist, the pod's own controller first
 * @param beyond the next owner, at which the search ended because it does not exist or may not be read; null where the
 *     top was reached
 * @param unreadable whether {@code beyond} may not be read and nothing else says what it is
 */
public record Ancestry(
        List<OwnerReference> owners, @Nullable OwnerReference beyond, boolean unreadable) {

    /** The ancestry of a pod that nothing owns. */
    public static final Ancestry NONE = new Ancestry(List.of(), null, false);

    public Ancestry {
        owners = List.copyOf(owners);
    }

    /**
     * Returns the ancestry that counts for a running pod which had another one before. A pod that lost an owner,
     * because a reference was taken away or the owner is gone or cannot be read for a while, keeps what it had until
     * another controller adopts it, at whatever step of the way.
     *
     * @param before what counted until now; null where the pod is new
     */
    public Ancestry keeping(@Nullable Ancestry before) {
        if (before == null || !isBeginningOf(before)) {
            return this;
        }
        boolean known = beyond == null
                || beyond.uid().equals(before.owners.get(owners.size()).uid());
        return new Ancestry(before.owners, beyond, unreadable && !known);
    }

    /** Returns whether an owner of this UID is one of these. */
    public boolean contains(String uid) {
        return owners.stream().anyMatch(owner -> owner.uid().equals(uid));
    }

    private boolean isBeginningOf(Ancestry longer) {
        if (owners.size() >= longer.owners.size()) {
            return false;
        }
        for (int i = 0; i < owners.size(); i++) {
            if (!owners.get(i).uid().equals(longer.owners.get(i).uid())) {
                return false;
            }
        }
        return true;
    }
}

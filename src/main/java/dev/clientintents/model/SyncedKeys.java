package dev.clientintents.model;

import java.util.Set;

/**
 * The label and the annotations by which the syncer of a <a href="https://github.com/loft-sh/vcluster">vcluster</a>
 * tells on the host what a pod is inside: those of its {@code pkg/util/translate} and {@code
 * pkg/controllers/resources/pods/translate}.
 */
public final class SyncedKeys {

    /** A label of all that a syncer makes; its value is the name of the vcluster. */
    public static final String MANAGED_BY = "vcluster.loft.sh/managed-by";

    /** The name inside. */
    public static final String NAME = "vcluster.loft.sh/object-name";

    /** The name inside, as older versions tell it. */
    public static final String OLDER_NAME = "vcluster.loft.sh/name";

    /** The namespace inside. */
    public static final String NAMESPACE = "vcluster.loft.sh/object-namespace";

    /** The namespace inside, as older versions tell it. */
    public static final String OLDER_NAMESPACE = "vcluster.loft.sh/namespace";

    /** The owner references inside, as JSON. */
    public static final String OWNERS = "vcluster.loft.sh/owner-references";

    /** The labels inside, in lines as {@code key="value"}. */
    public static final String LABELS = "vcluster.loft.sh/labels";

    /** The annotations of these. */
    public static final Set<String> ANNOTATIONS = Set.of(NAME, OLDER_NAME, NAMESPACE, OLDER_NAMESPACE, OWNERS, LABELS);

    private SyncedKeys() {}
}

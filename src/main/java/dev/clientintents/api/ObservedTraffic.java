package dev.clientintents.api;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * Who was seen to talk to whom: the connections to the servers of a namespace, and those of its clients to what is outside of
 * the cluster. The operator writes one object a namespace, and nobody else does.
 */
@Group(ClientIntents.GROUP)
@Version("v1alpha1")
@Kind("ObservedTraffic")
@Plural("observedtraffics")
public class ObservedTraffic extends CustomResource<Void, ObservedTrafficStatus> implements Namespaced {

    /** The name of the one object that the operator keeps in a namespace. */
    public static final String NAME = "observed";
}

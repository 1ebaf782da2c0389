package dev.clientintents.api;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/** A team's declaration of the servers that one client of its namespace consumes. */
@Group(ClientIntents.GROUP)
@Version("v1alpha1")
@Kind("ClientIntents")
@Plural("clientintents")
public class ClientIntents extends CustomResource<ClientIntentsSpec, ClientIntentsStatus> implements Namespaced {

    public static final String GROUP = "clientintents.dev";
}

package dev.clientintents.api;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/** The word of a server's own side: who may come in without declaring, and whose declarations count. */
@Group(ClientIntents.GROUP)
@Version("v1alpha1")
@Kind("ServerAccess")
@Plural("serveraccesses")
public class ServerAccess extends CustomResource<ServerAccessSpec, ServerAccessStatus> implements Namespaced {}

package dev.clientintents.api;

import io.fabric8.kubernetes.api.model.IntOrString;
import org.jspecify.annotations.Nullable;

/**
 * A port, in the shape of a <a
 * href="https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/">NetworkPolicyPort</a>.
 *
 * @param port a number, or the name of a container port (of a Service port where the target is a Service)
 * @param endPort the last port of a range that starts at {@code port}; null means the one port
 * @param protocol {@code TCP}, {@code UDP} or {@code SCTP}; null means {@code TCP}
 */
public record Port(
        IntOrString port,
        @Nullable Integer endPort,
        @Nullable String protocol) {}

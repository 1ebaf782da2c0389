package dev.clientintents.packet;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a test class against a real control plane whose pods have real networks.
 *
 * <p>Parameters of type {@link PacketBed}, {@link dev.clientintents.cluster.ControlPlane} and
 * {@link io.fabric8.kubernetes.client.KubernetesClient} (as admin) are filled in. All test classes of a JVM share them,
 * so each works in namespaces of its own.
 *
 * <p>Where the binaries cannot be had, or the kernel does not let this user make network namespaces, the class is
 * skipped with a line that says why. Where the environment variable {@code CI} is set, it fails instead.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RealPacketsExtension.class)
public @interface RealPackets {}

/**
 * The controller: informers feed one shared intent graph, and three reconcilers write what follows from it. Each object
 * has one writer: {@code PodReconciler} a pod's labels, {@code NamespaceReconciler} the policies of a namespace,
 * {@code ClientIntentsReconciler} a status.
 */
@NullMarked
package dev.clientintents.operator;

import org.jspecify.annotations.NullMarked;

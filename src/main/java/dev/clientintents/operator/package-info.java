/**
 * The controller: informers feed one shared intent graph, and what follows from it is written. Each object has one
 * writer: {@code PodLabelReconciler} a pod's labels, {@code ServerReconciler} and {@code DefaultDenyReconciler} the
 * policies of a namespace, {@code ClientIntentsReconciler} a status.
 */
@NullMarked
package dev.clientintents.operator;

import org.jspecify.annotations.NullMarked;

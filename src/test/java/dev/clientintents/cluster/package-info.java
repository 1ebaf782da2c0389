/** A real etcd, kube-apiserver and kube-controller-manager for tests, benchmarks and demos, without containers. */
@NullMarked
package dev.clientintents.cluster;

import org.jspecify.annotations.NullMarked;

/**
 * Finds entrances: traffic to servers from sources that are no workloads of the cluster and cannot declare, because an
 * object leads it there. An object is read to {@link dev.clientintents.exposure.Lead}s, and with Services these become
 * {@link dev.clientintents.exposure.Entrance}s.
 */
@NullMarked
package dev.clientintents.exposure;

import org.jspecify.annotations.NullMarked;

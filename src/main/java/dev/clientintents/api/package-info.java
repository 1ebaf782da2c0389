/**
 * The custom resource {@code ClientIntents}: records of its spec and status, as {@code crds/clientintents.yaml} defines
 * them.
 */
@NullMarked
package dev.clientintents.api;

import org.jspecify.annotations.NullMarked;

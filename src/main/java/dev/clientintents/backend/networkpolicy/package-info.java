/** Derives the NetworkPolicies of servers and namespaces from the intent graph. */
@NullMarked
package dev.clientintents.backend.networkpolicy;

import org.jspecify.annotations.NullMarked;

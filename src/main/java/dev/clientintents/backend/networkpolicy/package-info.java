/** From the intent graph to the NetworkPolicies of servers and namespaces. */
@NullMarked
package dev.clientintents.backend.networkpolicy;

import org.jspecify.annotations.NullMarked;

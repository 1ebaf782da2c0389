/** From the intent graph to the NetworkPolicies of servers and namespaces. */
@NullMarked
package dev.clientintents.policy;

import org.jspecify.annotations.NullMarked;

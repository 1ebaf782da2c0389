/** NetworkPolicies as the evaluation needs them, read from the objects of the API. */
@NullMarked
package dev.clientintents.reach.policy;

import org.jspecify.annotations.NullMarked;

/** Plans who may connect to whom on which ports, between the intent graph and the back ends that render the rules. */
@NullMarked
package dev.clientintents.rule;

import org.jspecify.annotations.NullMarked;

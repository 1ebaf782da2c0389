/** Who may connect to whom on which ports: the centre between the intent graph and the back ends that render it. */
@NullMarked
package dev.clientintents.rule;

import org.jspecify.annotations.NullMarked;

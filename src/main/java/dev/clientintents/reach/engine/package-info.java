/** Sets of pods that policies cannot tell apart, and who of them reaches whom. */
@NullMarked
package dev.clientintents.reach.engine;

import org.jspecify.annotations.NullMarked;

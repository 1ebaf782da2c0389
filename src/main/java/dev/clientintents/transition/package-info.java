/** The next safe step from what is written to what is wanted: expand, then contract; time is data. */
@NullMarked
package dev.clientintents.transition;

import org.jspecify.annotations.NullMarked;

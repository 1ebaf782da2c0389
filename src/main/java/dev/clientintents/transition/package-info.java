/** Plans the next safe step from what is written to what is wanted: expand, then contract. Time is data. */
@NullMarked
package dev.clientintents.transition;

import org.jspecify.annotations.NullMarked;

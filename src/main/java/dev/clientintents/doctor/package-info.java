/**
 * The checks of whether policies will hold in a live cluster: they turn a few facts about it into remarks on what is
 * good, what is wrong and what to do.
 */
@NullMarked
package dev.clientintents.doctor;

import org.jspecify.annotations.NullMarked;

/** The differences between the labels and policies of a cluster and what they must be. */
@NullMarked
package dev.clientintents.doctor.drift;

import org.jspecify.annotations.NullMarked;

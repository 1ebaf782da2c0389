/** Where the labels and policies of a cluster differ from what they must be. */
@NullMarked
package dev.clientintents.doctor.drift;

import org.jspecify.annotations.NullMarked;

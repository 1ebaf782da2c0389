/** The checks of whether the guard of the labels and the webhook for new pods are there and work. */
@NullMarked
package dev.clientintents.doctor.guard;

import org.jspecify.annotations.NullMarked;

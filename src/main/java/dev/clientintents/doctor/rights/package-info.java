/** The comparison of what the operator may do in a cluster with what it needs. */
@NullMarked
package dev.clientintents.doctor.rights;

import org.jspecify.annotations.NullMarked;

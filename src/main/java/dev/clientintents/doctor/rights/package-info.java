/** What the operator may do in a cluster, held against what it needs. */
@NullMarked
package dev.clientintents.doctor.rights;

import org.jspecify.annotations.NullMarked;

/** Converts Kubernetes objects to the entries of the intent graph. */
@NullMarked
package dev.clientintents.observe;

import org.jspecify.annotations.NullMarked;

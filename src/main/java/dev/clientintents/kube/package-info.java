/** The one client of the API server. */
@NullMarked
package dev.clientintents.kube;

import org.jspecify.annotations.NullMarked;

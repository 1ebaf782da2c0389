/** Renders access to hosts by their names as the policies of those network plugins that know names. */
@NullMarked
package dev.clientintents.backend.hostname;

import org.jspecify.annotations.NullMarked;

/** The image of the operator: what goes into it, how it is put together, and a test of what comes out. */
@NullMarked
package dev.clientintents.image;

import org.jspecify.annotations.NullMarked;

/** The command line. */
@NullMarked
package dev.clientintents.cli;

import org.jspecify.annotations.NullMarked;

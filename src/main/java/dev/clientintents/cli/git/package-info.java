/** The reading of a Git repository for commands. */
@NullMarked
package dev.clientintents.cli.git;

import org.jspecify.annotations.NullMarked;

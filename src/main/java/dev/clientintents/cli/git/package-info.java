/** What commands read of a Git repository. */
@NullMarked
package dev.clientintents.cli.git;

import org.jspecify.annotations.NullMarked;

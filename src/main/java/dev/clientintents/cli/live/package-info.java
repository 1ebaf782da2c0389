/** The reading of a live cluster for commands. */
@NullMarked
package dev.clientintents.cli.live;

import org.jspecify.annotations.NullMarked;

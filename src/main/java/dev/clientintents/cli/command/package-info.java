/** The commands, one class each. */
@NullMarked
package dev.clientintents.cli.command;

import org.jspecify.annotations.NullMarked;

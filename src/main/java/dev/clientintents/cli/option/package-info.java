/** The options that several commands share. */
@NullMarked
package dev.clientintents.cli.option;

import org.jspecify.annotations.NullMarked;

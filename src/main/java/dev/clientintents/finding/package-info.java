/** The findings of commands: their codes, severities and positions. */
@NullMarked
package dev.clientintents.finding;

import org.jspecify.annotations.NullMarked;

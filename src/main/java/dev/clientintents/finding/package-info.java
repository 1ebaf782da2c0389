/** What a command found and where: codes, severities, positions. */
@NullMarked
package dev.clientintents.finding;

import org.jspecify.annotations.NullMarked;

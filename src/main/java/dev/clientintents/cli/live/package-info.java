/** What commands read of a live cluster. */
@NullMarked
package dev.clientintents.cli.live;

import org.jspecify.annotations.NullMarked;

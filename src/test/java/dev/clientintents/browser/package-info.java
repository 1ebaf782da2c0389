/** A browser without a window, as tests drive it: found or fetched, and spoken to by the DevTools protocol. */
@NullMarked
package dev.clientintents.browser;

import org.jspecify.annotations.NullMarked;

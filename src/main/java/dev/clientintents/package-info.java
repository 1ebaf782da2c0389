/** The Client Intents operator: declared intents of clients become network policies of servers. */
@NullMarked
package dev.clientintents;

import org.jspecify.annotations.NullMarked;

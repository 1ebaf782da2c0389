@NullMarked
package dev.clientintents.webhook;

import org.jspecify.annotations.NullMarked;

/** An HTTP server that stays within bounds whatever its callers do. It knows neither Kubernetes nor what it serves. */
@NullMarked
package dev.clientintents.http;

import org.jspecify.annotations.NullMarked;

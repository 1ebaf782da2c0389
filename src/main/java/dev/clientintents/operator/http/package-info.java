/** The HTTP endpoints of the operator: probes, metrics and the webhook for new pods. */
@NullMarked
package dev.clientintents.operator.http;

import org.jspecify.annotations.NullMarked;

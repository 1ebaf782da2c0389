/** What the operator serves: probes, metrics and the webhook for new pods. */
@NullMarked
package dev.clientintents.operator.http;

import org.jspecify.annotations.NullMarked;

/** The Helm chart: what it is made from, what it renders, and what comes of it on a real API server. */
@NullMarked
package dev.clientintents.chart;

import org.jspecify.annotations.NullMarked;

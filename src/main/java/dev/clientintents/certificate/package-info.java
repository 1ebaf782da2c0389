/**
 * The certificates by which the API server knows the operator's webhook: how they are made, when they are renewed, and
 * how they are handed to a running server. What is stored where is the operator's business.
 */
@NullMarked
package dev.clientintents.certificate;

import org.jspecify.annotations.NullMarked;

/** What a client whose way out is closed reaches beside the pods that it declares: name servers and the API server. */
@NullMarked
package dev.clientintents.egress;

import org.jspecify.annotations.NullMarked;

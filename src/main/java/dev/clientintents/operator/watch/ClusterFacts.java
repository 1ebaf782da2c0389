package dev.clientintents.operator.watch;

import dev.clientintents.egress.EgressFacts;
import dev.clientintents.exposure.ExposureIndex;

/**
 * What is known of the surroundings of clients and servers.
 *
 * @param exposures what leads traffic to servers
 * @param egress where ways out lead beside pods
 */
record ClusterFacts(ExposureIndex exposures, EgressFacts egress) {}

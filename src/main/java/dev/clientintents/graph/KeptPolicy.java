package dev.clientintents.graph;

import dev.clientintents.model.ServerId;
import java.util.Map;

/**
 * A server policy that exists. It keeps its server closed after the last intent went.
 *
 * @param server the server it stands for
 * @param selector the labels by which it selects pods
 */
public record KeptPolicy(ServerId server, Map<String, String> selector) {}

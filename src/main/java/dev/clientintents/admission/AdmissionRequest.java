package dev.clientintents.admission;

import io.fabric8.kubernetes.api.model.Pod;

/**
 * A request to let a pod in.
 *
 * @param uid by which the API server knows the answer
 * @param pod the pod as it is to be created. Its namespace is set; its name is empty where the API server has yet to
 *     make one up, and its UID always is. What somebody wrote down as its state is not there, since the API server
 *     drops it
 */
public record AdmissionRequest(String uid, Pod pod) {}

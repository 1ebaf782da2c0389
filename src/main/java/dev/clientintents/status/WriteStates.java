package dev.clientintents.status;

import dev.clientintents.model.ServerId;

/** Tells how far the operator is with each server's policy. */
@FunctionalInterface
public interface WriteStates {

    WriteState of(ServerId server);
}

package dev.clientintents.cli;

import dev.clientintents.manifest.Outcome;
import dev.clientintents.manifest.Snapshot;

/**
 * What a command works on.
 *
 * @param snapshot what was read
 * @param outcome what the operator makes of it
 * @param objects how many Kubernetes objects there were
 */
record Input(Snapshot snapshot, Outcome outcome, int objects) {}

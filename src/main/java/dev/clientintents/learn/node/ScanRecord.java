package dev.clientintents.learn.node;

/**
 * An address that called more addresses and ports within a batch than anything calls; none of these is told.
 *
 * @param client the address
 * @param targets how many addresses and ports it called, at least
 * @param firstAge how many seconds ago it was first seen, when this was told
 * @param lastAge how many seconds ago it was last seen
 */
public record ScanRecord(String client, int targets, long firstAge, long lastAge) {}

package dev.sluice.bench.impair;

/**
 * What one direction did so far.
 *
 * @param offered datagrams that came
 * @param offeredBytes of their payloads
 * @param lost by chance
 * @param overflowed found the queue full
 * @param delivered datagrams that left
 * @param deliveredBytes of their payloads
 * @param queuedNanos the sum of the waits in the queue of those that left it
 * @param longestQueueNanos the longest of these waits
 */
public record LinkCounts(
        long offered,
        long offeredBytes,
        long lost,
        long overflowed,
        long delivered,
        long deliveredBytes,
        long queuedNanos,
        long longestQueueNanos) {}

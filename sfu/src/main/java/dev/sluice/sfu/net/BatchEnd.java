package dev.sluice.sfu.net;

/**
 * Something that collected work during a batch of datagrams and does it at the end. Called on its
 * loop.
 */
@FunctionalInterface
public interface BatchEnd {

    /** Everything that was there to be read is read. */
    void onBatchEnd(long nowNanos);
}

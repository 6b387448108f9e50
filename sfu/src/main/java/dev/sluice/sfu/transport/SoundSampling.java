package dev.sluice.sfu.transport;

/**
 * Which packets of sound carry a transport-wide sequence number: all of them, or eight a second
 * where no video is bound and the path is calm. A receiver reports up to 20 times a second on what
 * carries one, which costs its uplink some 10 kbit/s, and the server more than to rewrite the
 * sound. A packet that carries one stands for those before it that did not. Owned by the
 * transport's loop.
 */
final class SoundSampling {

    /**
     * Less than the 150 ms for which what arrives is counted, and than what queues are judged by.
     */
    private static final long SAMPLE_NANOS = 120_000_000L;

    private boolean sampling;
    private long sampledNanos = Long.MIN_VALUE;
    private int untrackedBytes;

    void sampling(boolean wanted) {
        sampling = wanted;
    }

    boolean isSampling() {
        return sampling;
    }

    /** Whether a packet that is written now carries a number. */
    boolean tracks(long nowNanos) {
        boolean due =
                !sampling
                        || sampledNanos == Long.MIN_VALUE
                        || nowNanos - sampledNanos >= SAMPLE_NANOS;
        if (due) {
            sampledNanos = nowNanos;
        }
        return due;
    }

    /** A packet without a number left, of so many wire bytes. */
    void untracked(int bytes) {
        untrackedBytes = sampling ? untrackedBytes + bytes : 0;
    }

    /** A packet with a number left: its wire bytes, with those it stands for. */
    int standsFor(int bytes) {
        int all = untrackedBytes + bytes;
        untrackedBytes = 0;
        return all;
    }
}

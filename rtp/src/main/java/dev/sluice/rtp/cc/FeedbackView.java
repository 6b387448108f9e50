package dev.sluice.rtp.cc;

/**
 * One transport-wide feedback message (draft-holmer-rmcat-transport-wide-cc-extensions-01), as far
 * as congestion control reads it. Borrowed for the call.
 */
public interface FeedbackView {

    /** The transport-wide sequence number of packet 0, 16 bits. */
    int baseSequence();

    /** How many packets are reported on, received or not. */
    int count();

    /** Whether packet {@code i} arrived. */
    boolean received(int i);

    /**
     * When packet {@code i} arrived, in nanoseconds on the receiver's clock, which wraps with the
     * 24-bit reference time of 64 ms. Only when received.
     */
    long arrivalNanos(int i);
}

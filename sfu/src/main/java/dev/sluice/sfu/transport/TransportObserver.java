package dev.sluice.sfu.transport;

import dev.sluice.dtlssrtp.dtls.DtlsFailure;
import dev.sluice.sfu.alloc.Decision;

/** Told what happens to the transports of a server. Called on their loops, never per packet. */
public interface TransportObserver {

    /** The DTLS handshake is through. */
    void onHandshake(long nanos);

    /** A DTLS handshake came to nothing. */
    void onHandshakeFailed(DtlsFailure failure);

    /** Media can flow for the first time: so long after the first offer. */
    void onConnected(long nanos);

    /** What a subscriber gets of a track changed, or the estimate of its path. */
    void onDecision(Decision decision);

    /**
     * How a connected transport does, once a second.
     *
     * @param estimateBps what congestion control believes the path carries
     * @param queueDelayNanos what packets wait on the path
     * @param roundTripNanos to the peer and back
     * @param lossFraction of what was sent lately, 0 to 1
     */
    void onSample(long estimateBps, long queueDelayNanos, long roundTripNanos, double lossFraction);
}

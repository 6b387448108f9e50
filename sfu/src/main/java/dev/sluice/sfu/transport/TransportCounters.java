package dev.sluice.sfu.transport;

import dev.sluice.rtp.cc.PacketKind;

/** What a transport sent and dropped. Written on its loop. */
public final class TransportCounters {

    /** STUN without valid integrity, or none at all. */
    public long badStun;

    /** STUN of an address from which too much did not authenticate lately. */
    public long strangers;

    /** Packets beyond what a peer may send in a second. */
    public long tooFast;

    /** DTLS or SRTP from a tuple that ICE has not validated. */
    public long notValidated;

    /** SRTP or SRTCP before the handshake was through. */
    public long beforeKeys;

    /** SRTP or SRTCP that did not authenticate, was replayed or malformed. */
    public long badSrtp;

    /** A first byte that RFC 7983 gives to nobody. */
    public long unknownProtocol;

    /** Outgoing packets for which there was no path, or no keys. */
    public long noPath;

    /** Outgoing packets that found too many waiting. */
    public long pacerDropped;

    /** Addresses of the peer that gave way to newer ones. */
    public long evictedTuples;

    /** SRTP contexts of the peer that gave way to newer ones. */
    public long evictedContexts;

    /** Sequence numbers that the peer asked for again. */
    public long nacksReceived;

    /** PLI and FIR of the peer. */
    public long keyframeRequestsReceived;

    private final long[] sent = new long[PacketKind.values().length];

    /** An RTP packet left. */
    @SuppressWarnings("EnumOrdinal") // of an array that nobody else reads
    void countSent(PacketKind kind) {
        sent[kind.ordinal()]++;
    }

    /** RTP packets of that kind that left. */
    @SuppressWarnings("EnumOrdinal") // as above
    public long sent(PacketKind kind) {
        return sent[kind.ordinal()];
    }
}

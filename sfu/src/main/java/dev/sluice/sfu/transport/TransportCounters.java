package dev.sluice.sfu.transport;

/** What a transport dropped, and why. Written on its loop. */
public final class TransportCounters {

    /** STUN without valid integrity, or none at all. */
    public long badStun;

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
}

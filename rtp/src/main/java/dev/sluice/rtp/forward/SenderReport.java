package dev.sluice.rtp.forward;

/** What a slot's sender report says (RFC 3550, section 6.4.1). Mutable, reused, borrowed. */
public final class SenderReport {

    /** Unsigned 32-bit. */
    public long ssrc;

    /** Nanoseconds since 1900 on the wall clock that the caller gave. */
    public long ntpNanos;

    /** The same instant on the slot's media clock, unsigned 32-bit. */
    public long rtpTimestamp;

    /** Packets sent so far, unsigned 32-bit. */
    public long packets;

    /** Payload bytes sent so far, unsigned 32-bit. */
    public long bytes;
}

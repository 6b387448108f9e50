package dev.sluice.rtp.rtcp;

/** A reception report block (RFC 3550, section 6.4.1). Mutable, reused, borrowed. */
public final class ReportBlock {

    /** The stream reported on, unsigned 32-bit. */
    public long ssrc;

    /** The share lost since the last report, in 1/256, 0 to 255. */
    public int fractionLost;

    /** Packets lost since the start, signed 24-bit: duplicates may make it negative. */
    public int cumulativeLost;

    /** The highest sequence number with its count of wraps above it, unsigned 32-bit. */
    public long extendedHighestSequence;

    /** Interarrival jitter in units of the stream's clock, unsigned 32-bit. */
    public long jitter;

    /** The middle 32 bits of the last sender report's NTP time, 0 when there was none. */
    public long lastSenderReport;

    /** The time from that report's arrival to this block, in 1/65,536 s, unsigned 32-bit. */
    public long delaySinceLastSenderReport;
}

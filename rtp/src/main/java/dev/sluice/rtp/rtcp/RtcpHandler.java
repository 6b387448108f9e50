package dev.sluice.rtp.rtcp;

/**
 * What an RTCP datagram said, one call per fact, in the order of the datagram. Every method does
 * nothing unless overridden. SSRCs are unsigned 32-bit. All of it is a hint from outside: check
 * that the SSRC is yours, throttle and clamp. Views are borrowed for the call.
 */
public interface RtcpHandler {

    /**
     * RFC 3550, section 6.4.1.
     *
     * @param ntp the sender's wall clock as 32.32 fixed-point seconds since 1900
     * @param rtpTimestamp the same instant on the stream's clock, unsigned 32-bit
     * @param packets sent so far, unsigned 32-bit
     * @param bytes of payload sent so far, unsigned 32-bit
     */
    default void onSenderReport(
            long nowNanos, long ssrc, long ntp, long rtpTimestamp, long packets, long bytes) {}

    /** A block of an SR or RR: what {@code reporter} received of {@code block.ssrc}. */
    default void onReportBlock(long nowNanos, long reporter, ReportBlock block) {}

    /** The canonical name of a source, ASCII or UTF-8 (RFC 3550, section 6.5.1). */
    default void onCname(long nowNanos, long ssrc, byte[] data, int offset, int length) {}

    /** A source left (RFC 3550, section 6.6). */
    default void onBye(long nowNanos, long ssrc) {}

    /**
     * One item of a generic NACK (RFC 4585, section 6.2.1): {@code sequence} is lost, and so is
     * {@code sequence + i + 1} for each set bit i of {@code following}, 0 to 15.
     */
    default void onNack(
            long nowNanos, long reporter, long mediaSsrc, int sequence, int following) {}

    /** Picture Loss Indication (RFC 4585, section 6.3.1). */
    default void onPli(long nowNanos, long reporter, long mediaSsrc) {}

    /**
     * Full Intra Request (RFC 5104, section 4.3.1).
     *
     * @param command the command sequence number, 0 to 255: a repeated one is the same request
     */
    default void onFir(long nowNanos, long reporter, long mediaSsrc, int command) {}

    /** Transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01). */
    default void onTransportFeedback(long nowNanos, long reporter, TransportFeedback feedback) {}

    /**
     * Receiver Estimated Maximum Bitrate (draft-alvestrand-rmcat-remb-03); its SSRC list is left
     * out.
     */
    default void onRemb(long nowNanos, long reporter, long bitsPerSecond) {}

    /**
     * A receiver's reference time (RFC 3611, section 4.4): echo its middle 32 bits in a DLRR block.
     *
     * @param ntp 32.32 fixed-point seconds
     */
    default void onReceiverReferenceTime(long nowNanos, long reporter, long ntp) {}

    /**
     * The echo of our reference time (RFC 3611, section 4.5).
     *
     * @param ssrc whose reference time it answers
     * @param lastRr the middle 32 bits of that reference time, 0 when there was none
     * @param delay since its arrival in units of 1/65,536 s, unsigned 32-bit
     */
    default void onDelaySinceLastRr(
            long nowNanos, long reporter, long ssrc, long lastRr, long delay) {}
}

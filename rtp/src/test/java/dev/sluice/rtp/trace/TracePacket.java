package dev.sluice.rtp.trace;

/**
 * One datagram of a trace.
 *
 * @param number counts from 1, as the sidecar's {@code packet} does
 * @param nanos since the trace's first RTP packet
 * @param outgoing from the media sender; otherwise feedback to it
 */
public record TracePacket(int number, long nanos, boolean outgoing, byte[] bytes) {

    /** Whether the datagram is RTCP by its packet type (RFC 5761, section 4). */
    public boolean rtcp() {
        int type = bytes[1] & 0xFF;
        return type >= 192 && type <= 223;
    }
}

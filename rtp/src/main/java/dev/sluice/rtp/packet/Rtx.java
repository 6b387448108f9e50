package dev.sluice.rtp.packet;

import dev.sluice.mediacore.buf.Bytes;

/**
 * Retransmission format (RFC 4588, section 4): the payload of the original packet behind its
 * sequence number, sent on an SSRC and with sequence numbers of its own.
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                    RTP header, extensions                     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | original sequence number (OSN)|   original payload ...        |
 * </pre>
 */
public final class Rtx {

    /** The length of the original sequence number. */
    public static final int OSN_BYTES = 2;

    private Rtx() {}

    /** Whether a packet of an RTX format carries no original packet: it is padding or a probe. */
    public static boolean isProbe(RtpPacket packet) {
        return packet.payloadBytes() < OSN_BYTES;
    }

    /** The sequence number of the original packet; not for a probe. */
    public static int originalSequenceNumber(RtpPacket packet) {
        return Bytes.uint16(packet.data(), packet.payloadOffset());
    }

    /**
     * Turns {@code packet} in place into the original: the header moves two bytes towards the
     * payload and takes the original's sequence number, {@code payloadType} and {@code ssrc}.
     * Marker and timestamp are the original's already; the header extensions are those of the
     * retransmission. The view then looks at the original. Says false, and changes nothing, for a
     * probe.
     */
    public static boolean decapsulate(RtpPacket packet, int payloadType, long ssrc) {
        if (isProbe(packet)) {
            return false;
        }
        byte[] data = packet.data();
        int from = packet.offset();
        int to = from + OSN_BYTES;
        int length = packet.length() - OSN_BYTES;
        int sequence = originalSequenceNumber(packet);
        System.arraycopy(data, from, data, to, packet.headerBytes());
        Bytes.put8(data, to + 1, (data[to + 1] & 0x80) | payloadType);
        Bytes.put16(data, to + 2, sequence);
        Bytes.put32(data, to + 8, ssrc);
        if (packet.parse(data, to, length) != RtpPacket.Verdict.OK) {
            throw new IllegalStateException("an original has no less framing than its RTX packet");
        }
        return true;
    }
}

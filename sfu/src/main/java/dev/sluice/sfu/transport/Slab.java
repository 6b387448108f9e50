package dev.sluice.sfu.transport;

import dev.sluice.dtlssrtp.srtp.SrtpSession;
import dev.sluice.rtp.forward.OutgoingPacket;
import dev.sluice.sfu.net.MediaLoop;

/**
 * Room for one outgoing packet and its SRTP tag, and what is to be stamped into it when it leaves.
 * Pooled per loop.
 */
final class Slab {

    /** The longest RTP packet that fits. */
    static final int MAX_PACKET_BYTES = MediaLoop.MAX_DATAGRAM_BYTES - SrtpSession.RTP_TAIL_BYTES;

    final byte[] data = new byte[MediaLoop.MAX_DATAGRAM_BYTES];
    int length;
    int transportCcOffset;
    int absSendTimeOffset;

    void describe(OutgoingPacket packet) {
        length = packet.length;
        transportCcOffset = packet.transportCcOffset;
        absSendTimeOffset = packet.absSendTimeOffset;
    }

    /** Writes the transport-wide sequence number, 16 bits. */
    void stampSequence(int sequence) {
        data[transportCcOffset] = (byte) (sequence >>> 8);
        data[transportCcOffset + 1] = (byte) sequence;
    }

    /** Writes 24 bits of 6.18 fixed-point seconds (the abs-send-time extension). */
    void stampSendTime(long nowNanos) {
        long units = (Math.floorMod(nowNanos, 64_000_000_000L) << 18) / 1_000_000_000L;
        data[absSendTimeOffset] = (byte) (units >>> 16);
        data[absSendTimeOffset + 1] = (byte) (units >>> 8);
        data[absSendTimeOffset + 2] = (byte) units;
    }
}

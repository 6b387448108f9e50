package dev.sluice.sfu.transport;

import dev.sluice.dtlssrtp.srtp.SrtpSession;
import dev.sluice.rtp.cc.PacketKind;
import dev.sluice.rtp.forward.OutgoingPacket;
import dev.sluice.sfu.net.MediaLoop;
import java.util.Arrays;

/**
 * Room for one outgoing packet and its SRTP tag, and what is to be known of it when it leaves.
 * Pooled per loop.
 */
final class Slab {

    /** The longest RTP packet that fits. */
    static final int MAX_PACKET_BYTES = MediaLoop.MAX_DATAGRAM_BYTES - SrtpSession.RTP_TAIL_BYTES;

    /** The {@link #readNanos} of what we send of our own accord. */
    static final long NOT_FORWARDED = Long.MIN_VALUE;

    private static final int PADDING_BIT = 0x20;
    private static final int MAX_PADDING = 255;

    final byte[] data = new byte[MediaLoop.MAX_DATAGRAM_BYTES];
    int length;
    int transportCcOffset;
    int absSendTimeOffset;
    PacketKind kind = PacketKind.PADDING;
    int probeCluster;

    /**
     * When a forwarded packet was read from its publisher's socket, or left the pacer's queue if it
     * waited there; {@link #NOT_FORWARDED}.
     */
    long readNanos = NOT_FORWARDED;

    void describe(OutgoingPacket packet) {
        length = packet.length;
        transportCcOffset = packet.transportCcOffset;
        absSendTimeOffset = packet.absSendTimeOffset;
    }

    /** Whether RTP padding can make the packet {@code bytes} long (RFC 3550, section 5.1). */
    boolean canPadTo(int bytes) {
        int padding = bytes - length;
        return padding >= 0
                && padding <= MAX_PADDING
                && (padding == 0 || (data[0] & PADDING_BIT) == 0);
    }

    /** Pads the packet; only if it {@link #canPadTo}. */
    void padTo(int bytes) {
        int padding = bytes - length;
        if (padding > 0) {
            Arrays.fill(data, length, bytes - 1, (byte) 0);
            data[bytes - 1] = (byte) padding;
            data[0] |= PADDING_BIT;
            length = bytes;
        }
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

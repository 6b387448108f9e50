package dev.sluice.rtp.rtcp;

import static dev.sluice.rtp.rtcp.RtcpTypes.*;

import dev.sluice.mediacore.buf.Bytes;

/**
 * Reads RTCP datagrams, compound or reduced-size (RFC 3550, section 6.1; RFC 5506). Keeps nothing
 * between datagrams but the views it lends to the handler. Owned by one thread; allocates nothing.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P| RC/FMT  |      PT       |  length in words, minus one   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                 SSRC of the packet's sender                   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class RtcpParser {

    /** Items of one NACK that are handed on; each names up to 17 packets. The rest is left out. */
    public static final int MAX_NACK_ITEMS = 17;

    private static final int FIR_ITEM_BYTES = 8;

    private final ReportBlock block = new ReportBlock();
    private final TransportFeedback transportFeedback = new TransportFeedback();

    /** Why a datagram was refused; {@link #OK} when it was not. */
    public enum Verdict {
        /** Read whole. */
        OK,
        /** Shorter than a header. */
        TOO_SHORT,
        /** A packet of another version than 2. */
        WRONG_VERSION,
        /** A packet goes beyond the datagram. */
        LENGTH_OVERRUN,
        /** A packet has more padding than body. */
        PADDING_OVERRUN,
        /** One packet's body does not fit its type. The datagram's other packets were handed on. */
        DAMAGED_BODY
    }

    /**
     * Whether a datagram of RTP's range (RFC 7983) is RTCP, secured or not: packet types 192 to 223
     * (RFC 5761, section 4).
     */
    public static boolean isRtcp(byte[] data, int offset, int length) {
        return length > 1 && (data[offset + 1] & 0xE0) == 0xC0;
    }

    /**
     * Hands every fact of the datagram to {@code handler}. When the framing is damaged anywhere,
     * nothing is handed on.
     */
    public Verdict parse(long nowNanos, byte[] data, int offset, int length, RtcpHandler handler) {
        Verdict framing = checkFraming(data, offset, length);
        if (framing != Verdict.OK) {
            return framing;
        }
        boolean sound = true;
        int end = offset + length;
        for (int at = offset; at < end; at += packetBytes(data, at)) {
            int packetEnd = at + packetBytes(data, at);
            if ((data[at] & 0x20) != 0) {
                packetEnd -= data[packetEnd - 1] & 0xFF;
            }
            sound &= parsePacket(nowNanos, data, at, packetEnd, handler);
        }
        return sound ? Verdict.OK : Verdict.DAMAGED_BODY;
    }

    private static Verdict checkFraming(byte[] data, int offset, int length) {
        if (length < HEADER_BYTES) {
            return Verdict.TOO_SHORT;
        }
        int end = offset + length;
        int at = offset;
        while (at < end) {
            if (end - at < HEADER_BYTES) {
                return Verdict.LENGTH_OVERRUN;
            }
            if ((data[at] & 0xC0) != 0x80) {
                return Verdict.WRONG_VERSION;
            }
            int bytes = packetBytes(data, at);
            if (bytes > end - at) {
                return Verdict.LENGTH_OVERRUN;
            }
            if ((data[at] & 0x20) != 0) {
                int padding = data[at + bytes - 1] & 0xFF;
                if (padding == 0 || padding > bytes - HEADER_BYTES) {
                    return Verdict.PADDING_OVERRUN;
                }
            }
            at += bytes;
        }
        return Verdict.OK;
    }

    private static int packetBytes(byte[] data, int at) {
        return (Bytes.uint16(data, at + 2) + 1) * 4;
    }

    private boolean parsePacket(long nowNanos, byte[] data, int at, int end, RtcpHandler handler) {
        int count = data[at] & 0x1F;
        int body = at + HEADER_BYTES;
        return switch (data[at + 1] & 0xFF) {
            case SENDER_REPORT -> senderReport(nowNanos, data, body, end, count, handler);
            case RECEIVER_REPORT -> receiverReport(nowNanos, data, body, end, count, handler);
            case SOURCE_DESCRIPTION -> sourceDescription(nowNanos, data, body, end, count, handler);
            case BYE -> bye(nowNanos, data, body, end, count, handler);
            case TRANSPORT_LAYER_FEEDBACK ->
                    transportLayerFeedback(nowNanos, data, body, end, count, handler);
            case PAYLOAD_SPECIFIC_FEEDBACK ->
                    payloadSpecificFeedback(nowNanos, data, body, end, count, handler);
            case EXTENDED_REPORT -> extendedReport(nowNanos, data, body, end, handler);
            default -> true;
        };
    }

    private boolean senderReport(
            long nowNanos, byte[] data, int at, int end, int blocks, RtcpHandler handler) {
        int blocksAt = at + 4 + SENDER_INFO_BYTES;
        if (end - blocksAt < blocks * REPORT_BLOCK_BYTES) {
            return false;
        }
        long ssrc = Bytes.uint32(data, at);
        handler.onSenderReport(
                nowNanos,
                ssrc,
                Bytes.uint64(data, at + 4),
                Bytes.uint32(data, at + 12),
                Bytes.uint32(data, at + 16),
                Bytes.uint32(data, at + 20));
        reportBlocks(nowNanos, ssrc, data, blocksAt, blocks, handler);
        return true;
    }

    private boolean receiverReport(
            long nowNanos, byte[] data, int at, int end, int blocks, RtcpHandler handler) {
        if (end - at < 4 + blocks * REPORT_BLOCK_BYTES) {
            return false;
        }
        reportBlocks(nowNanos, Bytes.uint32(data, at), data, at + 4, blocks, handler);
        return true;
    }

    private void reportBlocks(
            long nowNanos, long reporter, byte[] data, int start, int blocks, RtcpHandler handler) {
        for (int i = 0; i < blocks; i++) {
            int at = start + i * REPORT_BLOCK_BYTES;
            block.ssrc = Bytes.uint32(data, at);
            block.fractionLost = Bytes.uint8(data, at + 4);
            block.cumulativeLost = Bytes.int24(data, at + 5);
            block.extendedHighestSequence = Bytes.uint32(data, at + 8);
            block.jitter = Bytes.uint32(data, at + 12);
            block.lastSenderReport = Bytes.uint32(data, at + 16);
            block.delaySinceLastSenderReport = Bytes.uint32(data, at + 20);
            handler.onReportBlock(nowNanos, reporter, block);
        }
    }

    /** Each chunk: an SSRC, items of type, length and text, a zero, and zeros to the next word. */
    private static boolean sourceDescription(
            long nowNanos, byte[] data, int start, int end, int chunks, RtcpHandler handler) {
        int at = start;
        for (int i = 0; i < chunks; i++) {
            if (end - at < 4) {
                return false;
            }
            long ssrc = Bytes.uint32(data, at);
            at += 4;
            while (at < end && data[at] != SDES_END) {
                if (end - at < 2 || end - at - 2 < (data[at + 1] & 0xFF)) {
                    return false;
                }
                int length = data[at + 1] & 0xFF;
                if (data[at] == SDES_CNAME) {
                    handler.onCname(nowNanos, ssrc, data, at + 2, length);
                }
                at += 2 + length;
            }
            at = start + (at - start) / 4 * 4 + 4;
        }
        return at <= end;
    }

    private static boolean bye(
            long nowNanos, byte[] data, int at, int end, int sources, RtcpHandler handler) {
        if (end - at < sources * 4) {
            return false;
        }
        for (int i = 0; i < sources; i++) {
            handler.onBye(nowNanos, Bytes.uint32(data, at + i * 4));
        }
        return true;
    }

    private boolean transportLayerFeedback(
            long nowNanos, byte[] data, int at, int end, int format, RtcpHandler handler) {
        if (end - at < 8) {
            return false;
        }
        long reporter = Bytes.uint32(data, at);
        long mediaSsrc = Bytes.uint32(data, at + 4);
        int body = at + 8;
        if (format == FORMAT_NACK) {
            int items = (end - body) / 4;
            for (int i = 0; i < Math.min(items, MAX_NACK_ITEMS); i++) {
                int sequence = Bytes.uint16(data, body + i * 4);
                int following = Bytes.uint16(data, body + i * 4 + 2);
                handler.onNack(nowNanos, reporter, mediaSsrc, sequence, following);
            }
            return items > 0;
        }
        if (format == FORMAT_TRANSPORT_CC) {
            if (!transportFeedback.parse(data, body, end - body)) {
                return false;
            }
            handler.onTransportFeedback(nowNanos, reporter, transportFeedback);
        }
        return true;
    }

    private static boolean payloadSpecificFeedback(
            long nowNanos, byte[] data, int at, int end, int format, RtcpHandler handler) {
        if (end - at < 8) {
            return false;
        }
        long reporter = Bytes.uint32(data, at);
        int body = at + 8;
        switch (format) {
            case FORMAT_PLI -> handler.onPli(nowNanos, reporter, Bytes.uint32(data, at + 4));
            case FORMAT_FIR -> {
                for (int i = body; end - i >= FIR_ITEM_BYTES; i += FIR_ITEM_BYTES) {
                    int command = Bytes.uint8(data, i + 4);
                    handler.onFir(nowNanos, reporter, Bytes.uint32(data, i), command);
                }
                return end - body >= FIR_ITEM_BYTES;
            }
            case FORMAT_APPLICATION -> {
                return applicationFeedback(nowNanos, reporter, data, body, end, handler);
            }
            default -> {}
        }
        return true;
    }

    private static boolean applicationFeedback(
            long nowNanos, long reporter, byte[] data, int at, int end, RtcpHandler handler) {
        if (end - at < 4 || Bytes.uint32(data, at) != REMB_NAME) {
            return true;
        }
        if (end - at < 8) {
            return false;
        }
        int exponent = Bytes.uint8(data, at + 5) >>> 2;
        long mantissa = Bytes.uint24(data, at + 5) & 0x3FFFF;
        boolean huge = mantissa != 0 && exponent > Long.numberOfLeadingZeros(mantissa) - 1;
        handler.onRemb(nowNanos, reporter, huge ? Long.MAX_VALUE : mantissa << exponent);
        return true;
    }

    /** Blocks of type, type-specific, length in words, contents (RFC 3611, section 3). */
    private static boolean extendedReport(
            long nowNanos, byte[] data, int start, int end, RtcpHandler handler) {
        if (end - start < 4) {
            return false;
        }
        long reporter = Bytes.uint32(data, start);
        int at = start + 4;
        while (end - at >= 4) {
            int type = Bytes.uint8(data, at);
            int length = Bytes.uint16(data, at + 2) * 4;
            at += 4;
            if (length > end - at) {
                return false;
            }
            if (type == BLOCK_RECEIVER_REFERENCE_TIME && length >= 8) {
                handler.onReceiverReferenceTime(nowNanos, reporter, Bytes.uint64(data, at));
            } else if (type == BLOCK_DELAY_SINCE_LAST_RR) {
                for (int item = at; at + length - item >= 12; item += 12) {
                    handler.onDelaySinceLastRr(
                            nowNanos,
                            reporter,
                            Bytes.uint32(data, item),
                            Bytes.uint32(data, item + 4),
                            Bytes.uint32(data, item + 8));
                }
            }
            at += length;
        }
        return true;
    }
}

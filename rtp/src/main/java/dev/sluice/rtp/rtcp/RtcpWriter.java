package dev.sluice.rtp.rtcp;

import static dev.sluice.rtp.rtcp.RtcpTypes.*;

import dev.sluice.mediacore.buf.Bytes;

/**
 * Appends RTCP packets to a datagram. Every method says false, and appends nothing, when the packet
 * does not fit: send what there is, {@link #reset} and try again. SSRCs are unsigned 32-bit.
 * Reused; owned by one thread; allocates nothing.
 */
public final class RtcpWriter {

    /** What fits a datagram beside SRTCP's trailer, IP and UDP on the usual paths. */
    public static final int DEFAULT_CAPACITY_BYTES = 1_200;

    private static final int MAX_REPORT_BLOCKS = 31;

    private final byte[] data;
    private final TransportFeedbackWriter transportFeedback = new TransportFeedbackWriter();
    private int length;
    private int reportAt = -1;
    private int nackAt = -1;

    /** One for datagrams of the usual size. */
    public RtcpWriter() {
        this(DEFAULT_CAPACITY_BYTES);
    }

    /** One for datagrams of up to so many bytes. */
    public RtcpWriter(int capacityBytes) {
        data = new byte[capacityBytes];
    }

    /** The datagram, from index 0. */
    public byte[] data() {
        return data;
    }

    /** Bytes written so far. */
    public int length() {
        return length;
    }

    /** Whether nothing was written. */
    public boolean isEmpty() {
        return length == 0;
    }

    /** Starts an empty datagram. */
    public void reset() {
        length = 0;
        reportAt = -1;
        nackAt = -1;
    }

    /** Hands the datagram to {@code out} unless it is empty, and starts the next one. */
    public void flush(RtcpSink out) {
        if (length > 0) {
            out.send(data, 0, length);
        }
        reset();
    }

    /**
     * A sender report without blocks (RFC 3550, section 6.4.1); {@link #reportBlock} adds to it.
     *
     * @param ntp 32.32 fixed-point seconds since 1900
     * @param rtpTimestamp, packets, bytes the low 32 bits count
     */
    public boolean senderReport(long ssrc, long ntp, long rtpTimestamp, long packets, long bytes) {
        int at = begin(SENDER_REPORT, 0, 4 + SENDER_INFO_BYTES);
        if (at < 0) {
            return false;
        }
        reportAt = at - HEADER_BYTES;
        Bytes.put32(data, at, ssrc);
        Bytes.put64(data, at + 4, ntp);
        Bytes.put32(data, at + 12, rtpTimestamp);
        Bytes.put32(data, at + 16, packets);
        Bytes.put32(data, at + 20, bytes);
        return true;
    }

    /** A receiver report without blocks (section 6.4.2); {@link #reportBlock} adds to it. */
    public boolean receiverReport(long ssrc) {
        int at = begin(RECEIVER_REPORT, 0, 4);
        if (at < 0) {
            return false;
        }
        reportAt = at - HEADER_BYTES;
        Bytes.put32(data, at, ssrc);
        return true;
    }

    /** Adds a block to the report that was appended last; false too when that has 31 already. */
    public boolean reportBlock(ReportBlock block) {
        if (reportAt < 0) {
            throw new IllegalStateException("a report block follows its report");
        }
        int blocks = data[reportAt] & 0x1F;
        if (blocks == MAX_REPORT_BLOCKS || data.length - length < REPORT_BLOCK_BYTES) {
            return false;
        }
        Bytes.put32(data, length, block.ssrc);
        Bytes.put8(data, length + 4, block.fractionLost);
        Bytes.put24(data, length + 5, block.cumulativeLost);
        Bytes.put32(data, length + 8, block.extendedHighestSequence);
        Bytes.put32(data, length + 12, block.jitter);
        Bytes.put32(data, length + 16, block.lastSenderReport);
        Bytes.put32(data, length + 20, block.delaySinceLastSenderReport);
        data[reportAt]++;
        extend(reportAt, REPORT_BLOCK_BYTES);
        return true;
    }

    /**
     * A source description with a canonical name of at most 255 bytes (section 6.5).
     *
     * @throws IllegalArgumentException when the name is longer
     */
    public boolean cname(long ssrc, byte[] name) {
        if (name.length > 255) {
            throw new IllegalArgumentException("a canonical name has at most 255 bytes");
        }
        int bytes = wordAligned(4 + 2 + name.length + 1);
        int at = begin(SOURCE_DESCRIPTION, 1, bytes);
        if (at < 0) {
            return false;
        }
        Bytes.put32(data, at, ssrc);
        Bytes.put8(data, at + 4, SDES_CNAME);
        Bytes.put8(data, at + 5, name.length);
        System.arraycopy(name, 0, data, at + 6, name.length);
        for (int i = at + 6 + name.length; i < at + bytes; i++) {
            data[i] = 0;
        }
        return true;
    }

    /** RFC 3550, section 6.6. */
    public boolean bye(long ssrc) {
        int at = begin(BYE, 1, 4);
        if (at < 0) {
            return false;
        }
        Bytes.put32(data, at, ssrc);
        return true;
    }

    /** Picture Loss Indication (RFC 4585, section 6.3.1). */
    public boolean pli(long sender, long mediaSsrc) {
        return beginFeedback(PAYLOAD_SPECIFIC_FEEDBACK, FORMAT_PLI, sender, mediaSsrc, 0) >= 0;
    }

    /**
     * Full Intra Request (RFC 5104, section 4.3.1).
     *
     * @param command one more for every new request, modulo 256
     */
    public boolean fir(long sender, long mediaSsrc, int command) {
        int at = beginFeedback(PAYLOAD_SPECIFIC_FEEDBACK, FORMAT_FIR, sender, 0, 8);
        if (at < 0) {
            return false;
        }
        Bytes.put32(data, at, mediaSsrc);
        Bytes.put32(data, at + 4, 0);
        Bytes.put8(data, at + 4, command);
        return true;
    }

    /**
     * Asks again for {@code sequence} (RFC 4585, section 6.2.1). Ascending numbers of one stream
     * share a packet, and up to 17 of them an item, when appended one after the other.
     */
    public boolean nack(long sender, long mediaSsrc, int sequence) {
        if (joinsLastNack(sender, mediaSsrc)) {
            int item = length - 4;
            int ahead = (sequence - Bytes.uint16(data, item)) & 0xFFFF;
            if (ahead >= 1 && ahead <= 16) {
                Bytes.put16(data, item + 2, Bytes.uint16(data, item + 2) | (1 << (ahead - 1)));
                return true;
            }
            if (ahead == 0) {
                return true;
            }
            if (length - nackAt < 12 + 4 * RtcpParser.MAX_NACK_ITEMS) {
                if (data.length - length < 4) {
                    return false;
                }
                nackItem(length, sequence);
                extend(nackAt, 4);
                return true;
            }
        }
        int at = beginFeedback(TRANSPORT_LAYER_FEEDBACK, FORMAT_NACK, sender, mediaSsrc, 4);
        if (at < 0) {
            return false;
        }
        nackAt = at - 12;
        nackItem(at, sequence);
        return true;
    }

    private boolean joinsLastNack(long sender, long mediaSsrc) {
        return nackAt >= 0
                && Bytes.uint32(data, nackAt + 4) == sender
                && Bytes.uint32(data, nackAt + 8) == mediaSsrc;
    }

    private void nackItem(int at, int sequence) {
        Bytes.put16(data, at, sequence);
        Bytes.put16(data, at + 2, 0);
    }

    /**
     * Transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01, section 3.1).
     *
     * @param baseSequence of the first packet
     * @param referenceTime in 64 ms, the low 24 bits count
     * @param feedbackCount one more for every message, modulo 256
     * @param deltas per packet the time since the one before, in 250 microseconds and within a
     *     signed 16-bit number, or {@link TransportFeedback#NOT_RECEIVED}; the first is since the
     *     reference time
     * @param count how many of them
     */
    public boolean transportFeedback(
            long sender,
            long mediaSsrc,
            int baseSequence,
            int referenceTime,
            int feedbackCount,
            int[] deltas,
            int count) {
        int bytes = transportFeedback.measure(deltas, count);
        int at =
                beginFeedback(
                        TRANSPORT_LAYER_FEEDBACK,
                        FORMAT_TRANSPORT_CC,
                        sender,
                        mediaSsrc,
                        wordAligned(bytes));
        if (at < 0) {
            return false;
        }
        Bytes.put16(data, at, baseSequence);
        Bytes.put16(data, at + 2, count);
        Bytes.put24(data, at + 4, referenceTime);
        Bytes.put8(data, at + 7, feedbackCount);
        int end = transportFeedback.write(deltas, count, data, at + 8);
        int padding = wordAligned(bytes) - bytes;
        if (padding > 0) {
            for (int i = end; i < length; i++) {
                data[i] = 0;
            }
            data[length - 1] = (byte) padding;
            data[at - 12] |= 0x20;
        }
        return true;
    }

    /**
     * Receiver Estimated Maximum Bitrate (draft-alvestrand-rmcat-remb-03), rounded down to 18
     * significant bits, for the first {@code count} of {@code ssrcs}, at most 255.
     */
    public boolean remb(long sender, long bitsPerSecond, long[] ssrcs, int count) {
        int at =
                beginFeedback(
                        PAYLOAD_SPECIFIC_FEEDBACK, FORMAT_APPLICATION, sender, 0, 8 + 4 * count);
        if (at < 0) {
            return false;
        }
        int exponent = Math.max(0, 64 - 18 - Long.numberOfLeadingZeros(bitsPerSecond));
        Bytes.put32(data, at, REMB_NAME);
        Bytes.put8(data, at + 4, count);
        Bytes.put24(data, at + 5, exponent << 18 | (int) (bitsPerSecond >>> exponent));
        for (int i = 0; i < count; i++) {
            Bytes.put32(data, at + 8 + 4 * i, ssrcs[i]);
        }
        return true;
    }

    /** An extended report with our reference time in 32.32 seconds (RFC 3611, section 4.4). */
    public boolean receiverReferenceTime(long sender, long ntp) {
        int at = begin(EXTENDED_REPORT, 0, 4 + 12);
        if (at < 0) {
            return false;
        }
        Bytes.put32(data, at, sender);
        Bytes.put32(data, at + 4, (long) BLOCK_RECEIVER_REFERENCE_TIME << 24 | 2);
        Bytes.put64(data, at + 8, ntp);
        return true;
    }

    /**
     * An extended report that echoes the reference time of {@code ssrc} (RFC 3611, section 4.5).
     *
     * @param lastRr the middle 32 bits of that reference time
     * @param delay since its arrival, in 1/65,536 s
     */
    public boolean delaySinceLastRr(long sender, long ssrc, long lastRr, long delay) {
        int at = begin(EXTENDED_REPORT, 0, 4 + 16);
        if (at < 0) {
            return false;
        }
        Bytes.put32(data, at, sender);
        Bytes.put32(data, at + 4, (long) BLOCK_DELAY_SINCE_LAST_RR << 24 | 3);
        Bytes.put32(data, at + 8, ssrc);
        Bytes.put32(data, at + 12, lastRr);
        Bytes.put32(data, at + 16, delay);
        return true;
    }

    private int beginFeedback(int type, int format, long sender, long mediaSsrc, int bytes) {
        int at = begin(type, format, 8 + bytes);
        if (at < 0) {
            return -1;
        }
        Bytes.put32(data, at, sender);
        Bytes.put32(data, at + 4, mediaSsrc);
        return at + 8;
    }

    /** Makes room for a packet of whole words; gives where its body starts, or -1. */
    private int begin(int type, int count, int bodyBytes) {
        if (data.length - length < HEADER_BYTES + bodyBytes) {
            return -1;
        }
        int at = length;
        Bytes.put8(data, at, 0x80 | count);
        Bytes.put8(data, at + 1, type);
        Bytes.put16(data, at + 2, bodyBytes / 4);
        length += HEADER_BYTES + bodyBytes;
        reportAt = -1;
        nackAt = -1;
        return at + HEADER_BYTES;
    }

    /**
     * Counts {@code bytes} that were written behind the last packet, which starts at {@code at}.
     */
    private void extend(int at, int bytes) {
        Bytes.put16(data, at + 2, Bytes.uint16(data, at + 2) + bytes / 4);
        length += bytes;
    }

    private static int wordAligned(int bytes) {
        return (bytes + 3) & ~3;
    }
}

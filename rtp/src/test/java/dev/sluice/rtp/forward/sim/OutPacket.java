package dev.sluice.rtp.forward.sim;

/** An outgoing RTP packet, read by the letter of RFC 3550 and RFC 8285. */
public final class OutPacket {

    public final byte[] bytes;
    public final int sequence;
    public final long timestamp;
    public final long ssrc;
    public final int type;
    public final boolean marker;
    public final int payloadOffset;
    public final int payloadEnd;

    public OutPacket(byte[] bytes) {
        this.bytes = bytes;
        if ((bytes[0] & 0xC0) != 0x80) {
            throw new IllegalArgumentException("not version 2");
        }
        sequence = (int) number(2, 2);
        timestamp = number(4, 4);
        ssrc = number(8, 4);
        type = bytes[1] & 0x7F;
        marker = bytes[1] < 0;
        int header = 12 + 4 * (bytes[0] & 15);
        if ((bytes[0] & 0x10) != 0) {
            header += 4 + 4 * (int) number(header + 2, 2);
        }
        payloadOffset = header;
        int padding = (bytes[0] & 0x20) == 0 ? 0 : bytes[bytes.length - 1] & 0xFF;
        payloadEnd = bytes.length - padding;
        if (payloadEnd < payloadOffset) {
            throw new IllegalArgumentException("header and padding overlap");
        }
    }

    long number(int at, int count) {
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 8 | (bytes[at + i] & 0xFF);
        }
        return value;
    }

    public boolean empty() {
        return payloadEnd == payloadOffset;
    }

    /** Where the extension element with {@code id} starts, or -1; its length goes to the caller. */
    public int extension(int id, int[] length) {
        if ((bytes[0] & 0x10) == 0) {
            return -1;
        }
        int at = 12 + 4 * (bytes[0] & 15);
        boolean twoByte = number(at, 2) == 0x1000;
        int end = at + 4 + 4 * (int) number(at + 2, 2);
        at += 4;
        while (at < end) {
            int head = bytes[at++] & 0xFF;
            if (head == 0) {
                continue;
            }
            int elementId = twoByte ? head : head >>> 4;
            int elementLength = twoByte ? bytes[at++] & 0xFF : (head & 15) + 1;
            if (elementId == id) {
                length[0] = elementLength;
                return at;
            }
            at += elementLength;
        }
        return -1;
    }
}

package dev.sluice.rtp.packet;

import dev.sluice.mediacore.buf.Bytes;

/**
 * A view of one RTP packet in a byte array (RFC 3550, section 5.1). {@link #parse} sets every field
 * or says why it cannot; the instance is reused for the next packet and owned by one thread. The
 * bytes are borrowed.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                           timestamp                           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                             SSRC                              |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |      CSRC list, header extension (profile, length, data)      |
 * </pre>
 */
public final class RtpPacket {

    /** The length of a header without CSRCs and extension, in bytes. */
    public static final int FIXED_HEADER_BYTES = 12;

    private byte[] data = new byte[0];
    private int offset;
    private int length;
    private int headerBytes;
    private int paddingBytes;
    private int extensionProfile;
    private int extensionOffset;
    private int extensionBytes;

    /** Why a packet was refused; {@link #OK} when it was not. */
    public enum Verdict {
        /** Read whole. */
        OK,
        /** Shorter than its header. */
        TOO_SHORT,
        /** Of another version than 2. */
        WRONG_VERSION,
        /** The header extension goes beyond the packet. */
        EXTENSION_OVERRUN,
        /** There is more padding than payload. */
        PADDING_OVERRUN
    }

    /**
     * Looks at {@code length} bytes from {@code offset}. After anything but OK the view must not be
     * read.
     */
    public Verdict parse(byte[] data, int offset, int length) {
        if (length < FIXED_HEADER_BYTES) {
            return Verdict.TOO_SHORT;
        }
        int first = data[offset] & 0xFF;
        if (first >>> 6 != 2) {
            return Verdict.WRONG_VERSION;
        }
        int header = FIXED_HEADER_BYTES + (first & 0x0F) * 4;
        int profile = 0;
        int extension = 0;
        if ((first & 0x10) != 0) {
            if (length < header + 4) {
                return Verdict.EXTENSION_OVERRUN;
            }
            profile = Bytes.uint16(data, offset + header);
            extension = Bytes.uint16(data, offset + header + 2) * 4;
            header += 4;
        }
        if (length < header + extension) {
            return extension == 0 ? Verdict.TOO_SHORT : Verdict.EXTENSION_OVERRUN;
        }
        int padding = 0;
        if ((first & 0x20) != 0) {
            padding = data[offset + length - 1] & 0xFF;
            if (padding == 0 || padding > length - header - extension) {
                return Verdict.PADDING_OVERRUN;
            }
        }
        this.data = data;
        this.offset = offset;
        this.length = length;
        this.extensionProfile = profile;
        this.extensionOffset = offset + header;
        this.extensionBytes = extension;
        this.headerBytes = header + extension;
        this.paddingBytes = padding;
        return Verdict.OK;
    }

    /** The array that was parsed. */
    public byte[] data() {
        return data;
    }

    /** Where the packet starts in {@link #data()}. */
    public int offset() {
        return offset;
    }

    /** The whole packet's length in bytes. */
    public int length() {
        return length;
    }

    /** The marker bit. */
    public boolean marker() {
        return (data[offset + 1] & 0x80) != 0;
    }

    /** 0 to 127. */
    public int payloadType() {
        return data[offset + 1] & 0x7F;
    }

    /** The sequence number, 0 to 65,535. */
    public int sequenceNumber() {
        return Bytes.uint16(data, offset + 2);
    }

    /** The timestamp as an unsigned 32-bit number, in units of the codec's clock. */
    public long timestamp() {
        return Bytes.uint32(data, offset + 4);
    }

    /** The synchronisation source as an unsigned 32-bit number. */
    public long ssrc() {
        return Bytes.uint32(data, offset + 8);
    }

    /** Fixed header, CSRCs and extension, in bytes. */
    public int headerBytes() {
        return headerBytes;
    }

    /** Whether there is a header extension. */
    public boolean hasExtension() {
        return (data[offset] & 0x10) != 0;
    }

    /**
     * The extension's "defined by profile" field: 0xBEDE one-byte, 0x100x two-byte headers (RFC
     * 8285); 0 without one.
     */
    public int extensionProfile() {
        return extensionProfile;
    }

    /** Where the extension's elements start in {@link #data()}. */
    public int extensionOffset() {
        return extensionOffset;
    }

    /** The length of the extension's elements in bytes, without its 4-byte header. */
    public int extensionBytes() {
        return extensionBytes;
    }

    /** Where the payload starts in {@link #data()}. */
    public int payloadOffset() {
        return offset + headerBytes;
    }

    /** The payload's length in bytes, without padding. */
    public int payloadBytes() {
        return length - headerBytes - paddingBytes;
    }

    /** Behind the payload, the byte with their number included. */
    public int paddingBytes() {
        return paddingBytes;
    }
}

package dev.sluice.rtp.ext;

import dev.sluice.mediacore.buf.Bytes;
import dev.sluice.rtp.packet.RtpPacket;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The known header extensions of one packet, found in one pass over its bytes (RFC 8285). Reused
 * for the next packet; the bytes are borrowed from it. Owned by one thread.
 *
 * <p>Elements with unknown ids are stepped over; of two elements with one id the first counts. An
 * element that overruns the block ends the pass: what came before stays valid.
 *
 * <pre>
 * one-byte element (profile 0xBEDE)      two-byte element (profile 0x100x)
 *  0 1 2 3 4 5 6 7                        0               1
 * +-+-+-+-+-+-+-+-+                      +---------------+---------------+
 * |  ID   | len-1 | data ...             |      ID       |    length     | data ...
 * +-+-+-+-+-+-+-+-+                      +---------------+---------------+
 * </pre>
 */
public final class HeaderExtensions {

    /** What a reader of a number gives when the extension is absent or has the wrong length. */
    public static final int ABSENT = -1;

    private static final int ONE_BYTE_PROFILE = 0xBEDE;
    private static final int TWO_BYTE_PROFILE = 0x1000;

    /** Ends a one-byte block, as id 0 with a length does (RFC 8285, section 4.2). */
    private static final int RESERVED_ID = 15;

    private final int[] offsets = new int[Extension.COUNT];
    private final int[] lengths = new int[Extension.COUNT];
    private byte[] data = new byte[0];

    /**
     * Finds the extensions of {@code packet} by {@code ids}. Says false when the block is damaged
     * or of an unknown profile; what was found before the damage can be read.
     */
    public boolean parse(RtpPacket packet, ExtensionIds ids) {
        clear();
        data = packet.data();
        int start = packet.extensionOffset();
        int end = start + packet.extensionBytes();
        int profile = packet.extensionProfile();
        if (!packet.hasExtension()) {
            return true;
        }
        if (profile == ONE_BYTE_PROFILE) {
            return parseOneByte(ids, start, end);
        }
        return (profile & 0xFFF0) == TWO_BYTE_PROFILE && parseTwoByte(ids, start, end);
    }

    private boolean parseOneByte(ExtensionIds ids, int start, int end) {
        int at = start;
        while (at < end) {
            int head = data[at++] & 0xFF;
            int id = head >>> 4;
            if (head == 0) {
                continue;
            }
            if (id == 0 || id == RESERVED_ID) {
                return true;
            }
            int length = (head & 0x0F) + 1;
            if (length > end - at) {
                return false;
            }
            note(ids.extension(id), at, length);
            at += length;
        }
        return true;
    }

    private boolean parseTwoByte(ExtensionIds ids, int start, int end) {
        int at = start;
        while (at < end) {
            int id = data[at++] & 0xFF;
            if (id == 0) {
                continue;
            }
            if (at == end) {
                return false;
            }
            int length = data[at++] & 0xFF;
            if (length > end - at) {
                return false;
            }
            note(ids.extension(id), at, length);
            at += length;
        }
        return true;
    }

    private void note(@Nullable Extension extension, int at, int length) {
        if (extension != null && lengths[extension.index()] == ABSENT) {
            offsets[extension.index()] = at;
            lengths[extension.index()] = length;
        }
    }

    /** Forgets the packet: every extension is absent. */
    public void clear() {
        Arrays.fill(lengths, ABSENT);
    }

    /** Whether the packet carries it. */
    public boolean has(Extension extension) {
        return lengths[extension.index()] != ABSENT;
    }

    /** The array that was parsed. */
    public byte[] data() {
        return data;
    }

    /** Where the value starts in {@link #data()}; only when {@link #has} it. */
    public int offset(Extension extension) {
        return offsets[extension.index()];
    }

    /** The value's length in bytes, or {@link #ABSENT}. */
    public int length(Extension extension) {
        return lengths[extension.index()];
    }

    /** Whether the value is exactly {@code text} in ASCII. Allocates nothing. */
    public boolean matches(Extension extension, String text) {
        int length = lengths[extension.index()];
        if (length != text.length()) {
            return false;
        }
        int offset = offsets[extension.index()];
        for (int i = 0; i < length; i++) {
            if ((data[offset + i] & 0xFF) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The transport-wide sequence number, 0 to 65,535, or {@link #ABSENT}. */
    public int transportSequenceNumber() {
        // Version 2 appends a feedback request to the same two bytes.
        int length = length(Extension.TRANSPORT_CC);
        return length == 2 || length == 4
                ? Bytes.uint16(data, offset(Extension.TRANSPORT_CC))
                : ABSENT;
    }

    /** The send time as 6.18 fixed-point seconds in 24 bits, or {@link #ABSENT}. */
    public int absSendTime() {
        return length(Extension.ABS_SEND_TIME) == 3
                ? Bytes.uint24(data, offset(Extension.ABS_SEND_TIME))
                : ABSENT;
    }

    /** The audio level in -dBov, 0 the loudest, 127 silence, or {@link #ABSENT} (RFC 6464). */
    public int audioLevel() {
        return hasAudioLevel() ? data[offset(Extension.AUDIO_LEVEL)] & 0x7F : ABSENT;
    }

    /** Whether the sender flagged the packet as voice (RFC 6464, the V bit). */
    public boolean voice() {
        return hasAudioLevel() && (data[offset(Extension.AUDIO_LEVEL)] & 0x80) != 0;
    }

    /**
     * The least delay until the frame is shown that its sender wishes, in ms, or {@link #ABSENT}.
     */
    public int minPlayoutDelayMillis() {
        return hasPlayoutDelay() ? 10 * (playoutDelay() >>> 12) : ABSENT;
    }

    /**
     * The most delay until the frame is shown that its sender wishes, in ms, or {@link #ABSENT}.
     */
    public int maxPlayoutDelayMillis() {
        return hasPlayoutDelay() ? 10 * (playoutDelay() & 0xFFF) : ABSENT;
    }

    /** Twice 12 bits, in units of 10 ms. */
    private int playoutDelay() {
        return Bytes.uint24(data, offset(Extension.PLAYOUT_DELAY));
    }

    private boolean hasPlayoutDelay() {
        return length(Extension.PLAYOUT_DELAY) == 3;
    }

    /**
     * When the frame was captured, by the capturer's clock: an NTP timestamp (RFC 3550, section 4),
     * or 0 when absent.
     */
    public long absCaptureTime() {
        int length = length(Extension.ABS_CAPTURE_TIME);
        return length == 8 || length == 16
                ? Bytes.uint64(data, offset(Extension.ABS_CAPTURE_TIME))
                : 0;
    }

    /**
     * What the capturer's clock is ahead of the sender's, as signed 32.32 fixed-point seconds; 0
     * when not told, which {@link #length} says.
     */
    public long captureClockOffset() {
        return length(Extension.ABS_CAPTURE_TIME) == 16
                ? Bytes.uint64(data, offset(Extension.ABS_CAPTURE_TIME) + 8)
                : 0;
    }

    private boolean hasAudioLevel() {
        return length(Extension.AUDIO_LEVEL) >= 1;
    }
}

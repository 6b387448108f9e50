package dev.sluice.ice.stun;

import static dev.sluice.ice.stun.StunAttribute.FINGERPRINT;
import static dev.sluice.ice.stun.StunAttribute.MESSAGE_INTEGRITY;
import static dev.sluice.ice.stun.StunAttribute.USERNAME;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A Binding message in borrowed bytes, checked for shape but not yet authenticated: the cost is one
 * walk over at most {@link #MAX_ATTRIBUTES} attributes and one CRC, and nothing is allocated.
 * Attributes after MESSAGE-INTEGRITY, other than FINGERPRINT, are as if they were not there (RFC
 * 8489, section 14.5). Reusable; belongs to the thread of its owner.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |0 0|     STUN message type     |         message length        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                   magic cookie 0x2112A442                     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                   transaction id (96 bits)                    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |        attribute type         |       attribute length        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |            value, padded to a multiple of 4 bytes             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class StunFrame {

    /** Of a message without attributes (RFC 8489, section 5). */
    public static final int HEADER_BYTES = 20;

    /** Longer messages are refused unread. */
    public static final int MAX_BYTES = 1500;

    /** Messages with more are refused. */
    public static final int MAX_ATTRIBUTES = 32;

    static final int COOKIE = 0x2112A442;
    static final int ATTRIBUTE_HEADER_BYTES = 4;

    private static final int FINGERPRINT_MASK = 0x5354554E;
    private static final int TRANSACTION_ID_AT = 8;

    private final CRC32 crc = new CRC32();

    byte[] data = new byte[0];
    int offset;
    int length;

    /** Where the header of MESSAGE-INTEGRITY stands in {@link #data}; -1 for none. */
    int integrityAt = -1;

    private StunClass type = StunClass.INDICATION;
    private int fingerprintAt = -1;
    private int usernameAt = -1;
    private int usernameLength;

    /** Looks at one whole datagram; the other methods hold only after {@link StunFault#NONE}. */
    public StunFault read(byte[] data, int offset, int length) {
        this.data = data;
        this.offset = offset;
        this.length = length;
        clear();
        StunFault fault = readHeader();
        if (fault == StunFault.NONE) {
            fault = walkAttributes();
        }
        if (fault == StunFault.NONE && fingerprintAt >= 0 && !isFingerprintRight()) {
            fault = StunFault.BAD_FINGERPRINT;
        }
        if (fault != StunFault.NONE) {
            clear();
        }
        return fault;
    }

    /** The message's class. */
    public StunClass type() {
        return type;
    }

    /** The transaction that it belongs to. */
    public TransactionId transactionId() {
        return TransactionId.read(data, offset + TRANSACTION_ID_AT);
    }

    /** Whether there is a MESSAGE-INTEGRITY attribute, true or not. */
    public boolean hasIntegrity() {
        return integrityAt >= 0;
    }

    /** Whether there is a FINGERPRINT attribute. */
    public boolean hasFingerprint() {
        return fingerprintAt >= 0;
    }

    /** Whether USERNAME starts with {@code fragment} and a colon. */
    public boolean isFor(byte[] fragment) {
        return usernameAt >= 0
                && usernameLength > fragment.length
                && data[usernameAt + fragment.length] == ':'
                && Arrays.equals(
                        data,
                        usernameAt,
                        usernameAt + fragment.length,
                        fragment,
                        0,
                        fragment.length);
    }

    /** The authenticated types below 0x8000 that we do not understand. */
    public List<Integer> unknownRequired() {
        List<Integer> unknown = new ArrayList<>();
        int end = authenticatedEnd();
        for (int at = offset + HEADER_BYTES; at < end; at = next(at)) {
            if (StunAttribute.isUnknownRequired(u16(at))) {
                unknown.add(u16(at));
            }
        }
        return unknown;
    }

    /** A copy that holds the header and the first of each attribute that we want decoded. */
    byte[] compact() {
        byte[] copy = new byte[length];
        System.arraycopy(data, offset, copy, 0, HEADER_BYTES);
        int size = HEADER_BYTES;
        int seen = 0;
        int end = authenticatedEnd();
        for (int at = offset + HEADER_BYTES; at < end; at = next(at)) {
            int bit = StunAttribute.decodedBit(u16(at));
            if (bit != 0 && (seen & bit) == 0) {
                seen |= bit;
                System.arraycopy(data, at, copy, size, next(at) - at);
                size += next(at) - at;
            }
        }
        int body = size - HEADER_BYTES;
        copy[2] = (byte) (body >> 8);
        copy[3] = (byte) body;
        return Arrays.copyOf(copy, size);
    }

    private void clear() {
        integrityAt = -1;
        fingerprintAt = -1;
        usernameAt = -1;
    }

    private StunFault readHeader() {
        if (length < HEADER_BYTES || length > MAX_BYTES || length % 4 != 0) {
            return StunFault.BAD_SIZE;
        }
        if ((data[offset] & 0xC0) != 0 || (u16(offset + 4) << 16 | u16(offset + 6)) != COOKIE) {
            return StunFault.NOT_STUN;
        }
        StunClass found = classOf(u16(offset));
        if (found == null) {
            return StunFault.NOT_BINDING;
        }
        type = found;
        return u16(offset + 2) + HEADER_BYTES == length
                ? StunFault.NONE
                : StunFault.LENGTH_MISMATCH;
    }

    private static @Nullable StunClass classOf(int messageType) {
        for (StunClass candidate : StunClass.values()) {
            if (candidate.messageType() == messageType) {
                return candidate;
            }
        }
        return null;
    }

    private StunFault walkAttributes() {
        int end = offset + length;
        int count = 0;
        for (int at = offset + HEADER_BYTES; at < end; at = next(at)) {
            if (++count > MAX_ATTRIBUTES) {
                return StunFault.TOO_MANY_ATTRIBUTES;
            }
            if (next(at) > end) {
                return StunFault.TRUNCATED_ATTRIBUTE;
            }
            if (fingerprintAt >= 0) {
                return StunFault.FINGERPRINT_NOT_LAST;
            }
            StunFault fault = note(at);
            if (fault != StunFault.NONE) {
                return fault;
            }
        }
        return StunFault.NONE;
    }

    private StunFault note(int at) {
        int attribute = u16(at);
        if (integrityAt >= 0 && attribute != FINGERPRINT) {
            return StunFault.NONE;
        }
        int valueAt = at + ATTRIBUTE_HEADER_BYTES;
        int valueLength = u16(at + 2);
        if (!StunAttribute.isWellFormed(attribute, data, valueAt, valueLength)) {
            return StunFault.BAD_ATTRIBUTE;
        }
        if (attribute == FINGERPRINT) {
            fingerprintAt = at;
        } else if (attribute == MESSAGE_INTEGRITY) {
            integrityAt = at;
        } else if (attribute == USERNAME && usernameAt < 0) {
            usernameAt = valueAt;
            usernameLength = valueLength;
        }
        return StunFault.NONE;
    }

    private boolean isFingerprintRight() {
        crc.reset();
        crc.update(data, offset, fingerprintAt - offset);
        int valueAt = fingerprintAt + ATTRIBUTE_HEADER_BYTES;
        int value = u16(valueAt) << 16 | u16(valueAt + 2);
        return value == ((int) crc.getValue() ^ FINGERPRINT_MASK);
    }

    /** The end of what MESSAGE-INTEGRITY covers, or without it what comes before FINGERPRINT. */
    private int authenticatedEnd() {
        if (integrityAt >= 0) {
            return integrityAt;
        }
        return fingerprintAt >= 0 ? fingerprintAt : offset + length;
    }

    private int next(int at) {
        return at + ATTRIBUTE_HEADER_BYTES + ((u16(at + 2) + 3) & ~3);
    }

    private int u16(int at) {
        return (data[at] & 0xFF) << 8 | (data[at + 1] & 0xFF);
    }
}

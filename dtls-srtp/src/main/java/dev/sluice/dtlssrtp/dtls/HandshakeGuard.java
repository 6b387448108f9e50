package dev.sluice.dtlssrtp.dtls;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of bctls, which reserves memory for as much as a handshake fragment declares
 * (CVE-2026-59646), and lets through only datagrams that stay within bounds (RFC 6347, sections 4.1
 * and 4.2.2). Stricter than bctls on purpose: records fill the datagram and messages fill the
 * record exactly, so that both read the same. Also knows when the whole ClientHello is here.
 *
 * <p>Two things that nothing protects before there are keys it makes harmless in the datagram
 * itself: record sequence numbers are renumbered, because one forged high number would make bctls
 * take all that follows for replays; and a server's ChangeCipherSpec that overtook what it belongs
 * behind is blanked, because bctls would then never read the rest of the flight.
 *
 * <pre>
 *  record    0       1       3       5               11      13
 *            | type  |version| epoch |sequence number| length| fragment ...
 *
 *  message   0       1           4       6           9          12
 *            | type  |  length   |  seq  |frag offset|frag length| body ...
 * </pre>
 *
 * Owned by the thread of its transport. Nothing is kept but which bytes of which message have been
 * seen.
 */
final class HandshakeGuard {

    static final int MAX_DATAGRAM_BYTES = 1500;

    /** Fragments of all messages that bring nothing new: what retransmission may cost. */
    static final int MAX_REPEATED_FRAGMENTS = 1024;

    private static final int MAX_MESSAGES = 16;
    private static final int RECORD_HEADER_BYTES = 13;
    private static final int MESSAGE_HEADER_BYTES = 12;
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;
    private static final int APPLICATION_DATA = 23;
    private static final int VERSION_MAJOR = 0xfe;
    private static final int CLIENT_HELLO = 1;
    private static final int CERTIFICATE_VERIFY = 15;
    private static final int FINISHED = 20;
    private static final int FINISHED_BYTES = 12;

    private final @Nullable Message[] messages = new Message[MAX_MESSAGES];
    private final DtlsRole role;
    private final HandshakeLimits limits;
    private int declaredBytes;
    private int repeatedFragments;
    private long records;

    HandshakeGuard(DtlsRole role, HandshakeLimits limits) {
        this.role = role;
        this.limits = limits;
    }

    /** What is known of one handshake message. */
    private static final class Message {

        private final int type;
        private final int length;
        private final BitSet seen;
        private int fragments;
        private boolean complete;

        private Message(int type, int length) {
            this.type = type;
            this.length = length;
            this.seen = new BitSet(length);
        }

        /** Whether a fragment with these bytes brings something new. */
        private boolean news(int from, int to) {
            return !complete && (length == 0 || seen.nextClearBit(from) < to);
        }

        private void add(int from, int to) {
            fragments++;
            seen.set(from, to);
            complete = seen.nextClearBit(0) >= length;
        }
    }

    /** Whether a datagram, which is ours to change, may go on to bctls. */
    boolean admit(byte[] datagram) {
        int end = datagram.length;
        int at = 0;
        if (end < RECORD_HEADER_BYTES || end > MAX_DATAGRAM_BYTES) {
            return false;
        }
        while (at < end) {
            if (end - at < RECORD_HEADER_BYTES) {
                return false;
            }
            int bodyAt = at + RECORD_HEADER_BYTES;
            int bodyEnd = bodyAt + uint16(datagram, at + 11);
            if (bodyEnd > end || !admitRecord(datagram, at, bodyAt, bodyEnd)) {
                return false;
            }
            at = bodyEnd;
        }
        return true;
    }

    /** Whether the first message of the handshake is a ClientHello and all of it was accepted. */
    boolean clientHelloComplete() {
        Message first = messages[0];
        return first != null && first.type == CLIENT_HELLO && first.complete;
    }

    private boolean admitRecord(byte[] data, int at, int bodyAt, int bodyEnd) {
        int epoch = uint16(data, at + 3);
        if ((data[at + 1] & 0xff) != VERSION_MAJOR || bodyAt == bodyEnd || epoch > 1) {
            return false;
        }
        int type = data[at] & 0xff;
        if (epoch == 1) {
            // encrypted: GuardedCrypto sees it in the clear
            return type >= CHANGE_CIPHER_SPEC && type <= APPLICATION_DATA;
        }
        renumber(data, at + 5);
        return switch (type) {
            case HANDSHAKE -> admitMessages(data, bodyAt, bodyEnd);
            case ALERT ->
                    bodyEnd - bodyAt == 2 && (role == DtlsRole.CLIENT || clientHelloComplete());
            case CHANGE_CIPHER_SPEC -> {
                if (role == DtlsRole.SERVER && !clientFlightComplete()) {
                    data[bodyAt] = 0; // which bctls ignores
                }
                yield bodyEnd - bodyAt == 1;
            }
            default -> false;
        };
    }

    private void renumber(byte[] data, int at) {
        long number = records++;
        for (int i = 5; i >= 0; i--) {
            data[at + i] = (byte) number;
            number >>>= 8;
        }
    }

    /** Whether the client's CertificateVerify, and all before it, is here. */
    private boolean clientFlightComplete() {
        for (Message message : messages) {
            if (message == null || !message.complete) {
                return false;
            }
            if (message.type == CERTIFICATE_VERIFY) {
                return true;
            }
        }
        return false;
    }

    private boolean admitMessages(byte[] data, int from, int end) {
        int at = from;
        while (at < end) {
            if (end - at < MESSAGE_HEADER_BYTES) {
                return false;
            }
            int fragmentBytes = uint24(data, at + 9);
            if (fragmentBytes > end - at - MESSAGE_HEADER_BYTES
                    || !admitFragment(data, at, fragmentBytes)) {
                return false;
            }
            at += MESSAGE_HEADER_BYTES + fragmentBytes;
        }
        return true;
    }

    private boolean admitFragment(byte[] data, int at, int fragmentBytes) {
        int type = data[at] & 0xff;
        int length = uint24(data, at + 1);
        int sequence = uint16(data, at + 4);
        int from = uint24(data, at + 6);
        int to = from + fragmentBytes;
        if (length > limits.messageBytes() || sequence >= MAX_MESSAGES || to > length) {
            return false;
        }
        Message message = messages[sequence];
        if (message == null) {
            if (declaredBytes + length > limits.bytes()) {
                return false;
            }
            declaredBytes += length;
            message = new Message(type, length);
            messages[sequence] = message;
        }
        if (message.type != type || message.length != length) {
            return false;
        }
        if (!message.news(from, to)) {
            return ++repeatedFragments <= MAX_REPEATED_FRAGMENTS;
        }
        if (message.fragments == limits.fragments()) {
            return false;
        }
        message.add(from, to);
        return true;
    }

    private static int uint16(byte[] data, int at) {
        return (data[at] & 0xff) << 8 | (data[at + 1] & 0xff);
    }

    private static int uint24(byte[] data, int at) {
        return (data[at] & 0xff) << 16 | uint16(data, at + 1);
    }

    /**
     * Whether a decrypted handshake record holds nothing but (fragments of) a Finished message, the
     * only one that DTLS 1.2 encrypts, with the 12 bytes that it has.
     */
    static boolean finishedOnly(byte[] data, int offset, int length) {
        int end = offset + length;
        int at = offset;
        while (at < end) {
            if (end - at < MESSAGE_HEADER_BYTES
                    || (data[at] & 0xff) != FINISHED
                    || uint24(data, at + 1) != FINISHED_BYTES
                    || uint24(data, at + 9) > end - at - MESSAGE_HEADER_BYTES) {
                return false;
            }
            at += MESSAGE_HEADER_BYTES + uint24(data, at + 9);
        }
        return true;
    }
}

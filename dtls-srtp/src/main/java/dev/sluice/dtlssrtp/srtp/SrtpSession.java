package dev.sluice.dtlssrtp.srtp;

import dev.sluice.mediacore.buf.Bytes;
import java.security.GeneralSecurityException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Protects and opens the RTP and RTCP packets of one transport in place (RFC 3711, RFC 7714). Owned
 * by one thread. Each method takes a region of the caller's array and returns the new length of the
 * packet, which starts where it started, or one of the negative verdicts.
 *
 * <p>A context (roll-over counter, replay window) for an SSRC of the peer is kept only after a
 * packet of that SSRC proved authentic, in a table with a cap that forgets the least recently used
 * one. Our own SSRCs are never forgotten, because a context made anew would use the same nonces
 * again; past the cap {@link #TOO_MANY_SSRCS} is the verdict.
 *
 * <p>Unencrypted SRTCP is refused as {@link #MALFORMED}: no profile of DTLS-SRTP sends it.
 */
public final class SrtpSession {

    /** Room that {@link #protectRtp} needs behind the packet. */
    public static final int RTP_TAIL_BYTES = 16;

    /** Room that {@link #protectRtcp} needs behind the packet. */
    public static final int RTCP_TAIL_BYTES = 20;

    /** Verdict: not an (S)RTP or (S)RTCP packet of a sane length. */
    public static final int MALFORMED = -1;

    /** Verdict: the authentication tag is wrong. */
    public static final int AUTH_FAILED = -2;

    /** Verdict: seen before, or older than the replay window of 64 packets. */
    public static final int REPLAYED = -3;

    /** Verdict of protecting: the array ends too soon behind the packet. */
    public static final int NO_ROOM = -4;

    /** Verdict of protecting: more SSRCs of our own than a session may have. */
    public static final int TOO_MANY_SSRCS = -5;

    /** Verdict: the cipher refused, for instance to use one nonce twice. */
    public static final int CIPHER_FAILED = -6;

    /** SSRCs of the peer, of RTP and of RTCP each, that a session remembers usually. */
    static final int MAX_REMOTE_SSRCS = 256;

    static final int MAX_LOCAL_SSRCS = 1024;

    private static final int RTP_HEADER_BYTES = 12;
    private static final int RTCP_HEADER_BYTES = 8;
    private static final int RTCP_INDEX_BYTES = 4;
    private static final int ENCRYPTED = 0x8000_0000;
    private static final int MAX_RTCP_INDEX = 0x7FFF_FFFF;
    private static final int VERSION = 2;
    private static final int EXTENSION = 0x10;

    private final SrtpProfile profile;
    private final PacketCipher localRtpCipher;
    private final PacketCipher localRtcpCipher;
    private final PacketCipher remoteRtpCipher;
    private final PacketCipher remoteRtcpCipher;
    private final SsrcTable<PacketIndex> localRtp = new SsrcTable<>(MAX_LOCAL_SSRCS);
    private final SsrcTable<PacketIndex> localRtcp = new SsrcTable<>(MAX_LOCAL_SSRCS);
    private final SsrcTable<PacketIndex> remoteRtp;
    private final SsrcTable<PacketIndex> remoteRtcp;
    private long evictedContexts;
    private boolean closed;

    /** A session that has seen no packet yet. */
    public SrtpSession(SrtpKeyingMaterial keys) {
        this(keys, MAX_REMOTE_SSRCS);
    }

    /**
     * Likewise.
     *
     * @param maxRemoteSsrcs of RTP and of RTCP each; with more, the least recently used goes
     */
    public SrtpSession(SrtpKeyingMaterial keys, int maxRemoteSsrcs) {
        remoteRtp = new SsrcTable<>(maxRemoteSsrcs);
        remoteRtcp = new SsrcTable<>(maxRemoteSsrcs);
        profile = keys.profile();
        byte[] key = keys.localKey();
        byte[] salt = keys.localSalt();
        localRtpCipher = PacketCipher.ofRtp(profile, SrtpKeys.ofRtp(profile, key, salt));
        localRtcpCipher = PacketCipher.ofRtcp(profile, SrtpKeys.ofRtcp(profile, key, salt));
        key = keys.remoteKey();
        salt = keys.remoteSalt();
        remoteRtpCipher = PacketCipher.ofRtp(profile, SrtpKeys.ofRtp(profile, key, salt));
        remoteRtcpCipher = PacketCipher.ofRtcp(profile, SrtpKeys.ofRtcp(profile, key, salt));
    }

    /**
     * Loads the providers and lets the JIT see the ciphers of every profile, which takes some
     * hundred milliseconds. For the start of a server.
     *
     * @throws IllegalStateException if SRTP does not work on this machine; the message says why
     */
    public static void warmUp() {
        warmUp(() -> true);
    }

    /** The same, as long as {@code wanted} says so. */
    public static void warmUp(BooleanSupplier wanted) {
        WarmUp.run(wanted);
    }

    /** What was negotiated. */
    public SrtpProfile profile() {
        return profile;
    }

    /** Checks and decrypts an SRTP packet in place. */
    public int unprotectRtp(byte[] data, int offset, int length) {
        requireOpen();
        int plain = length - profile.tagBytes();
        int head = rtpHead(data, offset, plain);
        if (head == MALFORMED) {
            return MALFORMED;
        }
        int ssrc = readInt(data, offset + 8);
        PacketIndex known = remoteRtp.get(ssrc);
        PacketIndex state = known != null ? known : PacketIndex.UNKNOWN;
        long index = state.estimate(Bytes.uint16(data, offset + 2));
        if (!state.fresh(index)) {
            return REPLAYED;
        }
        try {
            int rollOver = (int) (index >>> 16);
            if (!remoteRtpCipher.open(data, offset, head, plain, ssrc, index, rollOver)) {
                return AUTH_FAILED;
            }
        } catch (GeneralSecurityException e) {
            return CIPHER_FAILED;
        }
        take(remoteRtp, known, ssrc, index);
        return plain;
    }

    /** Checks and decrypts an SRTCP packet in place. */
    public int unprotectRtcp(byte[] data, int offset, int length) {
        requireOpen();
        int plain = length - RTCP_INDEX_BYTES - profile.tagBytes();
        if (plain < RTCP_HEADER_BYTES) {
            return MALFORMED;
        }
        int trailer = readInt(data, trailerAt(offset, plain));
        if ((trailer & ENCRYPTED) == 0) {
            return MALFORMED;
        }
        int index = trailer & ~ENCRYPTED;
        int ssrc = readInt(data, offset + 4);
        PacketIndex known = remoteRtcp.get(ssrc);
        if (known != null && !known.fresh(index)) {
            return REPLAYED;
        }
        try {
            if (!remoteRtcpCipher.open(
                    data, offset, RTCP_HEADER_BYTES, plain, ssrc, index, trailer)) {
                return AUTH_FAILED;
            }
        } catch (GeneralSecurityException e) {
            return CIPHER_FAILED;
        }
        take(remoteRtcp, known, ssrc, index);
        return plain;
    }

    /**
     * Encrypts an RTP packet in place; needs {@link #RTP_TAIL_BYTES} behind it. The caller must
     * never protect two different packets with one SSRC and sequence number: that would reveal
     * their contents and, with GCM, the key of the tags. Among the latest 64 it is refused. Resend
     * through RTX (RFC 4588) instead.
     */
    public int protectRtp(byte[] data, int offset, int length) {
        requireOpen();
        if (offset + length + RTP_TAIL_BYTES > data.length) {
            return NO_ROOM;
        }
        int head = rtpHead(data, offset, length);
        if (head == MALFORMED) {
            return MALFORMED;
        }
        int ssrc = readInt(data, offset + 8);
        PacketIndex state = localRtp.get(ssrc);
        if (state == null) {
            if (localRtp.full()) {
                return TOO_MANY_SSRCS;
            }
            state = new PacketIndex();
            localRtp.put(ssrc, state);
        }
        long index = state.estimate(Bytes.uint16(data, offset + 2));
        if (state.seen(index)) {
            return CIPHER_FAILED;
        }
        state.take(index);
        try {
            localRtpCipher.seal(data, offset, head, length, ssrc, index, (int) (index >>> 16));
            return length + profile.tagBytes();
        } catch (GeneralSecurityException e) {
            return CIPHER_FAILED;
        }
    }

    /** Encrypts an RTCP packet in place; needs {@link #RTCP_TAIL_BYTES} behind it. */
    public int protectRtcp(byte[] data, int offset, int length) {
        requireOpen();
        if (offset + length + RTCP_TAIL_BYTES > data.length) {
            return NO_ROOM;
        }
        if (length < RTCP_HEADER_BYTES) {
            return MALFORMED;
        }
        int ssrc = readInt(data, offset + 4);
        PacketIndex state = localRtcp.get(ssrc);
        if (state == null) {
            if (localRtcp.full()) {
                return TOO_MANY_SSRCS;
            }
            state = new PacketIndex();
            localRtcp.put(ssrc, state);
        }
        long index = state.next();
        if (index > MAX_RTCP_INDEX) {
            return CIPHER_FAILED;
        }
        int trailer = (int) index | ENCRYPTED;
        try {
            localRtcpCipher.seal(data, offset, RTCP_HEADER_BYTES, length, ssrc, index, trailer);
            Bytes.put32(data, trailerAt(offset, length), trailer);
            return length + RTCP_INDEX_BYTES + profile.tagBytes();
        } catch (GeneralSecurityException e) {
            return CIPHER_FAILED;
        }
    }

    /** Forgets all contexts; nothing may be called after it. */
    public void close() {
        closed = true;
        localRtp.clear();
        localRtcp.clear();
        remoteRtp.clear();
        remoteRtcp.clear();
    }

    /** How many contexts are held for SSRCs of the peer, RTP and RTCP together. */
    public int remoteContexts() {
        return remoteRtp.size() + remoteRtcp.size();
    }

    /** How many contexts of the peer gave way to newer ones. */
    public long evictedContexts() {
        return evictedContexts;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("a closed SRTP session is used");
        }
    }

    private void take(
            SsrcTable<PacketIndex> table, @Nullable PacketIndex known, int ssrc, long index) {
        PacketIndex state = known;
        if (state == null) {
            state = new PacketIndex();
            evictedContexts += table.full() ? 1 : 0;
            table.put(ssrc, state);
        }
        state.take(index);
    }

    /**
     * The length of an RTP header with its contributing sources and its extension (RFC 3550,
     * section 5.1), or {@link #MALFORMED} when a packet of {@code length} has no room for it.
     */
    private static int rtpHead(byte[] data, int offset, int length) {
        if (length < RTP_HEADER_BYTES || (data[offset] & 0xFF) >>> 6 != VERSION) {
            return MALFORMED;
        }
        int head = RTP_HEADER_BYTES + (data[offset] & 0x0F) * Integer.BYTES;
        if ((data[offset] & EXTENSION) != 0) {
            if (head + Integer.BYTES > length) {
                return MALFORMED;
            }
            head += Integer.BYTES * (1 + Bytes.uint16(data, offset + head + 2));
        }
        return head <= length ? head : MALFORMED;
    }

    /**
     * Where SRTCP's flag and index stand (RFC 3711, section 3.4): before the tag, with GCM behind
     * it (RFC 7714, section 9.2).
     */
    private int trailerAt(int offset, int plain) {
        return offset + plain + (profile.aead() ? profile.tagBytes() : 0);
    }

    private static int readInt(byte[] data, int at) {
        return (int) Bytes.uint32(data, at);
    }
}

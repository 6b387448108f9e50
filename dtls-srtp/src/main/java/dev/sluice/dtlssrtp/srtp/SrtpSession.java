package dev.sluice.dtlssrtp.srtp;

import java.security.GeneralSecurityException;
import org.jitsi.srtp.SrtcpCryptoContext;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;
import org.jitsi.srtp.SrtpPolicy;
import org.jitsi.srtp.crypto.Aes;
import org.jitsi.srtp.utils.SrtpPacketUtils;
import org.jitsi.utils.logging2.Logger;
import org.jitsi.utils.logging2.LoggerImpl;
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

    /** Verdict: the cipher refused, for instance to use one nonce twice in a row. */
    public static final int CIPHER_FAILED = -6;

    static final int MAX_REMOTE_SSRCS = 256;
    static final int MAX_LOCAL_SSRCS = 1024;

    private static final int RTCP_HEADER_BYTES = 8;
    private static final int RTCP_INDEX_BYTES = 4;
    private static final Logger LOGGER = new LoggerImpl(SrtpSession.class.getName());

    static {
        // Otherwise the first context benchmarks ciphers for seconds and may take a native one.
        Aes.setFactoryClassName("SunJCE");
    }

    private final SrtpProfile profile;
    private final SrtpContextFactory local;
    private final SrtpContextFactory remote;
    private final SsrcTable<SrtpCryptoContext> localRtp = new SsrcTable<>(MAX_LOCAL_SSRCS);
    private final SsrcTable<SrtcpCryptoContext> localRtcp = new SsrcTable<>(MAX_LOCAL_SSRCS);
    private final SsrcTable<SrtpCryptoContext> remoteRtp = new SsrcTable<>(MAX_REMOTE_SSRCS);
    private final SsrcTable<SrtcpCryptoContext> remoteRtcp = new SsrcTable<>(MAX_REMOTE_SSRCS);
    private final BorrowedPacket packet = new BorrowedPacket();

    // Session keys do not depend on the SSRC, and a context that refused a packet is as it was
    // before: so one spare context can try all unknown SSRCs, and is kept for the first that fits.
    private @Nullable SrtpCryptoContext spareRtp;
    private @Nullable SrtcpCryptoContext spareRtcp;
    private boolean closed;

    public SrtpSession(SrtpKeyingMaterial keys) {
        profile = keys.profile();
        local = factory(true, profile, keys.localKey(), keys.localSalt());
        remote = factory(false, profile, keys.remoteKey(), keys.remoteSalt());
    }

    private static SrtpContextFactory factory(
            boolean sender, SrtpProfile profile, byte[] key, byte[] salt) {
        SrtpPolicy policy = profile.policy();
        return new SrtpContextFactory(sender, key, salt, policy, policy, LOGGER);
    }

    /**
     * Loads the providers and lets the JIT see the ciphers of every profile, which takes some
     * hundred milliseconds. For the start of a server.
     *
     * @throws IllegalStateException if SRTP does not work on this machine; the message says why
     */
    public static void warmUp() {
        WarmUp.run();
    }

    public SrtpProfile profile() {
        return profile;
    }

    /** Checks and decrypts an SRTP packet in place. */
    public int unprotectRtp(byte[] data, int offset, int length) {
        if (length < SrtpPacketUtils.FIXED_HEADER_SIZE + profile.tagBytes()) {
            return MALFORMED;
        }
        int ssrc = readInt(data, offset + 8);
        SrtpCryptoContext known = remoteRtp.get(ssrc);
        try {
            SrtpCryptoContext context = known != null ? known : spareRtp();
            SrtpErrorStatus status =
                    context.reverseTransformPacket(packet.wrap(data, offset, length), false);
            if (status == SrtpErrorStatus.OK && known == null) {
                remoteRtp.put(ssrc, context);
                spareRtp = null;
            }
            return verdict(status);
        } catch (GeneralSecurityException e) {
            spareRtp = null;
            return CIPHER_FAILED;
        }
    }

    /** Checks and decrypts an SRTCP packet in place. */
    public int unprotectRtcp(byte[] data, int offset, int length) {
        if (length < RTCP_HEADER_BYTES + RTCP_INDEX_BYTES + profile.tagBytes()
                || !encrypted(data, offset + length)) {
            return MALFORMED;
        }
        int ssrc = readInt(data, offset + 4);
        SrtcpCryptoContext known = remoteRtcp.get(ssrc);
        try {
            SrtcpCryptoContext context = known != null ? known : spareRtcp();
            SrtpErrorStatus status =
                    context.reverseTransformPacket(packet.wrap(data, offset, length));
            if (status == SrtpErrorStatus.OK && known == null) {
                remoteRtcp.put(ssrc, context);
                spareRtcp = null;
            }
            return verdict(status);
        } catch (GeneralSecurityException e) {
            spareRtcp = null;
            return CIPHER_FAILED;
        }
    }

    /**
     * Encrypts an RTP packet in place; needs {@link #RTP_TAIL_BYTES} behind it. The caller must
     * never protect two different packets with one SSRC and sequence number: that would reveal
     * their contents and, with GCM, the key of the tags. Resend through RTX (RFC 4588) instead.
     */
    public int protectRtp(byte[] data, int offset, int length) {
        if (offset + length + RTP_TAIL_BYTES > data.length) {
            return NO_ROOM;
        }
        packet.wrap(data, offset, length);
        if (!SrtpPacketUtils.validatePacketLength(packet, 0)) {
            return MALFORMED;
        }
        int ssrc = readInt(data, offset + 8);
        try {
            SrtpCryptoContext context = localRtp.get(ssrc);
            if (context == null) {
                if (localRtp.full()) {
                    return TOO_MANY_SSRCS;
                }
                context = openFactory(local).deriveContext(0, 0);
                localRtp.put(ssrc, context);
            }
            SrtpErrorStatus status = context.transformPacket(packet);
            // jitsi-srtp says OK even when the cipher failed and the packet is plaintext still.
            boolean grown = packet.getLength() == length + profile.tagBytes();
            return status == SrtpErrorStatus.OK && grown ? packet.getLength() : CIPHER_FAILED;
        } catch (GeneralSecurityException e) {
            return CIPHER_FAILED;
        }
    }

    /** Encrypts an RTCP packet in place; needs {@link #RTCP_TAIL_BYTES} behind it. */
    public int protectRtcp(byte[] data, int offset, int length) {
        if (offset + length + RTCP_TAIL_BYTES > data.length) {
            return NO_ROOM;
        }
        if (length < RTCP_HEADER_BYTES) {
            return MALFORMED;
        }
        int ssrc = readInt(data, offset + 4);
        try {
            SrtcpCryptoContext context = localRtcp.get(ssrc);
            if (context == null) {
                if (localRtcp.full()) {
                    return TOO_MANY_SSRCS;
                }
                context = openFactory(local).deriveControlContext(0);
                localRtcp.put(ssrc, context);
            }
            SrtpErrorStatus status = context.transformPacket(packet.wrap(data, offset, length));
            boolean grown = packet.getLength() == length + RTCP_INDEX_BYTES + profile.tagBytes();
            return status == SrtpErrorStatus.OK && grown ? packet.getLength() : CIPHER_FAILED;
        } catch (GeneralSecurityException e) {
            return CIPHER_FAILED;
        }
    }

    /** Forgets all contexts and wipes the master keys; nothing may be called after it. */
    public void close() {
        closed = true;
        local.close();
        remote.close();
        localRtp.clear();
        localRtcp.clear();
        remoteRtp.clear();
        remoteRtcp.clear();
        spareRtp = null;
        spareRtcp = null;
    }

    /** How many contexts are held for SSRCs of the peer, RTP and RTCP together. */
    public int remoteContexts() {
        return remoteRtp.size() + remoteRtcp.size();
    }

    /** Keeps a closed session, which has no contexts, from making one of its wiped keys. */
    private SrtpContextFactory openFactory(SrtpContextFactory factory) {
        if (closed) {
            throw new IllegalStateException("a closed SRTP session is used");
        }
        return factory;
    }

    private SrtpCryptoContext spareRtp() throws GeneralSecurityException {
        SrtpCryptoContext spare = spareRtp;
        if (spare == null) {
            spare = openFactory(remote).deriveContext(0, 0);
            spareRtp = spare;
        }
        return spare;
    }

    private SrtcpCryptoContext spareRtcp() throws GeneralSecurityException {
        SrtcpCryptoContext spare = spareRtcp;
        if (spare == null) {
            spare = openFactory(remote).deriveControlContext(0);
            spareRtcp = spare;
        }
        return spare;
    }

    /** The E flag of SRTCP (RFC 3711, section 3.4), which GCM puts behind the tag (RFC 7714). */
    private boolean encrypted(byte[] data, int end) {
        int indexAt = end - RTCP_INDEX_BYTES - (profile.aead() ? 0 : profile.tagBytes());
        return (data[indexAt] & 0x80) != 0;
    }

    private int verdict(SrtpErrorStatus status) {
        return switch (status) {
            case OK -> packet.getLength();
            case AUTH_FAIL -> AUTH_FAILED;
            case REPLAY_FAIL, REPLAY_OLD -> REPLAYED;
            case INVALID_PACKET -> MALFORMED;
            case FAIL -> CIPHER_FAILED;
        };
    }

    private static int readInt(byte[] data, int at) {
        return (data[at] & 0xff) << 24
                | (data[at + 1] & 0xff) << 16
                | (data[at + 2] & 0xff) << 8
                | (data[at + 3] & 0xff);
    }
}

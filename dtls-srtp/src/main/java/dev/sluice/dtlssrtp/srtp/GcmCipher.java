package dev.sluice.dtlssrtp.srtp;

import dev.sluice.mediacore.buf.Bytes;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-GCM as RFC 7714 has it. */
final class GcmCipher implements PacketCipher {

    private static final int TAG_BYTES = 16;
    private static final int NONCE_BYTES = 12;

    private final Cipher cipher;
    private final SecretKeySpec key;
    private final byte[] salt;
    private final boolean rtcp;
    private final byte[] nonce = new byte[NONCE_BYTES];
    private final byte[] trailerBytes = new byte[Integer.BYTES];

    /**
     * @param rtcp the trailer belongs to the associated data (section 9.2)
     */
    GcmCipher(SrtpKeys keys, boolean rtcp) {
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JRE has AES-GCM", e);
        }
        key = new SecretKeySpec(keys.cipher, "AES");
        salt = keys.salt;
        this.rtcp = rtcp;
    }

    @Override
    public void seal(
            byte[] data, int offset, int head, int length, int ssrc, long index, int trailer)
            throws GeneralSecurityException {
        start(Cipher.ENCRYPT_MODE, data, offset, head, ssrc, index, trailer);
        cipher.doFinal(data, offset + head, length - head, data, offset + head);
    }

    @Override
    public boolean open(
            byte[] data, int offset, int head, int length, int ssrc, long index, int trailer)
            throws GeneralSecurityException {
        start(Cipher.DECRYPT_MODE, data, offset, head, ssrc, index, trailer);
        try {
            cipher.doFinal(data, offset + head, length - head + TAG_BYTES, data, offset + head);
            return true;
        } catch (AEADBadTagException e) {
            return FORGED;
        }
    }

    private void start(
            int mode, byte[] data, int offset, int head, int ssrc, long index, int trailer)
            throws GeneralSecurityException {
        nonce(ssrc, index);
        cipher.init(mode, key, new GCMParameterSpec(Byte.SIZE * TAG_BYTES, nonce));
        cipher.updateAAD(data, offset, head);
        if (rtcp) {
            Bytes.put32(trailerBytes, 0, trailer);
            cipher.updateAAD(trailerBytes);
        }
    }

    /** Sections 8.1 and 9.1: 16 zero bits, the SSRC and 48 bits of index, xor the salt. */
    private void nonce(int ssrc, long index) {
        Bytes.put32(nonce, 2, ssrc);
        Bytes.put16(nonce, 6, (int) (index >>> 32));
        Bytes.put32(nonce, 8, index);
        nonce[0] = 0;
        nonce[1] = 0;
        for (int i = 0; i < NONCE_BYTES; i++) {
            nonce[i] ^= salt[i];
        }
    }
}

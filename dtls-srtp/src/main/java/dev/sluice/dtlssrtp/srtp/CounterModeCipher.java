package dev.sluice.dtlssrtp.srtp;

import dev.sluice.mediacore.buf.Bytes;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES in counter mode with a tag of 80 bits of HMAC-SHA1 (RFC 3711, section 4). */
final class CounterModeCipher implements PacketCipher {

    private static final int TAG_BYTES = 10;
    private static final int SHA1_BYTES = 20;
    private static final int BLOCK_BYTES = 16;
    private static final String HMAC = "HmacSHA1";

    private final Cipher cipher;
    private final Mac mac;
    private final SecretKeySpec key;
    private final byte[] salt;
    private final boolean rtcp;
    private final byte[] counter = new byte[BLOCK_BYTES];
    private final byte[] tag = new byte[SHA1_BYTES];
    private final byte[] trailerBytes = new byte[Integer.BYTES];

    /**
     * @param rtcp the trailer is sent, before the tag (section 3.4)
     */
    CounterModeCipher(SrtpKeys keys, boolean rtcp) {
        try {
            cipher = Cipher.getInstance("AES/CTR/NoPadding");
            mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(keys.authentication, HMAC));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JRE has AES in counter mode and HMAC-SHA1", e);
        }
        key = new SecretKeySpec(keys.cipher, "AES");
        salt = keys.salt;
        this.rtcp = rtcp;
    }

    @Override
    public void seal(
            byte[] data, int offset, int head, int length, int ssrc, long index, int trailer)
            throws GeneralSecurityException {
        crypt(data, offset + head, length - head, ssrc, index);
        authenticate(data, offset, length, trailer);
        System.arraycopy(tag, 0, data, tagAt(offset, length), TAG_BYTES);
    }

    @Override
    public boolean open(
            byte[] data, int offset, int head, int length, int ssrc, long index, int trailer)
            throws GeneralSecurityException {
        authenticate(data, offset, length, trailer);
        int at = tagAt(offset, length);
        if (!MessageDigest.isEqual(
                Arrays.copyOf(tag, TAG_BYTES), Arrays.copyOfRange(data, at, at + TAG_BYTES))) {
            return FORGED;
        }
        crypt(data, offset + head, length - head, ssrc, index);
        return true;
    }

    private int tagAt(int offset, int length) {
        return offset + length + (rtcp ? Integer.BYTES : 0);
    }

    private void authenticate(byte[] data, int offset, int length, int trailer)
            throws GeneralSecurityException {
        mac.update(data, offset, length);
        Bytes.put32(trailerBytes, 0, trailer);
        mac.update(trailerBytes);
        mac.doFinal(tag, 0);
    }

    private void crypt(byte[] data, int offset, int length, int ssrc, long index)
            throws GeneralSecurityException {
        counter(ssrc, index);
        cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(counter));
        cipher.doFinal(data, offset, length, data, offset);
    }

    /** Section 4.1.1: the salt, xor the SSRC in bytes 4 to 7, xor the index in bytes 8 to 13. */
    private void counter(int ssrc, long index) {
        Bytes.put32(counter, 0, 0);
        Bytes.put32(counter, 4, ssrc);
        Bytes.put16(counter, 8, (int) (index >>> 32));
        Bytes.put32(counter, 10, index);
        Bytes.put16(counter, 14, 0);
        for (int i = 0; i < salt.length; i++) {
            counter[i] ^= salt[i];
        }
    }
}

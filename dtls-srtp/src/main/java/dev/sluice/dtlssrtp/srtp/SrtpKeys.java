package dev.sluice.dtlssrtp.srtp;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The session keys of one direction for either RTP or RTCP (RFC 3711, section 4.3; RFC 7714,
 * section 11), with a key derivation rate of zero. They are the same for all SSRCs.
 */
final class SrtpKeys {

    private static final int RTP_LABEL = 0;
    private static final int RTCP_LABEL = 3;
    private static final int LABEL_AT = 7;
    private static final int MASTER_SALT_BYTES = 14;
    private static final int BLOCK_BYTES = 16;
    private static final int SHA1_KEY_BYTES = 20;

    /** Of the profile's key length. */
    final byte[] cipher;

    /** Of the profile's salt length. */
    final byte[] salt;

    /** For the HMAC; without a use in AEAD profiles. */
    final byte[] authentication;

    private SrtpKeys(byte[] cipher, byte[] salt, byte[] authentication) {
        this.cipher = cipher;
        this.salt = salt;
        this.authentication = authentication;
    }

    static SrtpKeys ofRtp(SrtpProfile profile, byte[] masterKey, byte[] masterSalt) {
        return derive(profile, masterKey, masterSalt, RTP_LABEL);
    }

    static SrtpKeys ofRtcp(SrtpProfile profile, byte[] masterKey, byte[] masterSalt) {
        return derive(profile, masterKey, masterSalt, RTCP_LABEL);
    }

    /** The three labels of a protocol follow one another: cipher, authentication, salt. */
    private static SrtpKeys derive(
            SrtpProfile profile, byte[] masterKey, byte[] masterSalt, int label) {
        try {
            Cipher aes = Cipher.getInstance("AES/CTR/NoPadding");
            SecretKeySpec key = new SecretKeySpec(masterKey, "AES");
            return new SrtpKeys(
                    keyStream(aes, key, masterSalt, label, profile.keyBytes()),
                    keyStream(aes, key, masterSalt, label + 2, profile.saltBytes()),
                    keyStream(aes, key, masterSalt, label + 1, SHA1_KEY_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JRE has AES in counter mode", e);
        }
    }

    private static byte[] keyStream(
            Cipher aes, SecretKeySpec key, byte[] masterSalt, int label, int bytes)
            throws GeneralSecurityException {
        byte[] counter = Arrays.copyOf(Arrays.copyOf(masterSalt, MASTER_SALT_BYTES), BLOCK_BYTES);
        counter[LABEL_AT] ^= (byte) label;
        aes.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(counter));
        return aes.doFinal(new byte[bytes]);
    }
}

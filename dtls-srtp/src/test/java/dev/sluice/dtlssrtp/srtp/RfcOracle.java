package dev.sluice.dtlssrtp.srtp;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * SRTP written once more from RFC 3711 and RFC 7714 over plain JCE, to compare with. {@link
 * RfcVectorsTest} holds it against the vectors of the RFCs.
 */
final class RfcOracle {

    static final int RTP_CIPHER_KEY = 0;
    static final int RTP_AUTH_KEY = 1;
    static final int RTP_SALT = 2;
    static final int RTCP_CIPHER_KEY = 3;
    static final int RTCP_AUTH_KEY = 4;
    static final int RTCP_SALT = 5;

    private RfcOracle() {}

    static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }

    /** AES-CM key stream for a 112-bit salted IV shifted left by 16 (RFC 3711, section 4.1.1). */
    static byte[] counterMode(byte[] key, byte[] iv, byte[] data) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
        byte[] counter = Arrays.copyOf(iv, 16);
        cipher.init(
                Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(counter));
        return cipher.doFinal(data);
    }

    /** RFC 3711, section 4.3, with a key derivation rate of zero. */
    static byte[] derive(byte[] masterKey, byte[] masterSalt, int label, int length)
            throws GeneralSecurityException {
        byte[] iv = Arrays.copyOf(masterSalt, 14);
        iv[7] ^= (byte) label;
        return counterMode(masterKey, iv, new byte[length]);
    }

    /** RFC 7714, sections 8.1 and 9.1: the salt xor 16 zero bits, SSRC and 48 bits of index. */
    static byte[] gcm(byte[] key, byte[] salt, int ssrc, long index, byte[] aad, byte[] plain)
            throws GeneralSecurityException {
        byte[] iv = ByteBuffer.allocate(16).putInt(ssrc).putLong(index << 16).array();
        byte[] nonce = new byte[12];
        System.arraycopy(iv, 0, nonce, 2, 4);
        System.arraycopy(iv, 4, nonce, 6, 6);
        xor(nonce, salt);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(key, "AES"),
                new GCMParameterSpec(128, nonce));
        cipher.updateAAD(aad);
        return cipher.doFinal(plain);
    }

    /** RFC 3711, section 4.1.1: the salt xor SSRC x 2^64 xor index x 2^16. */
    static byte[] cm(byte[] key, byte[] salt, int ssrc, long index, byte[] plain)
            throws GeneralSecurityException {
        byte[] iv = ByteBuffer.allocate(16).putInt(0).putInt(ssrc).putLong(index << 16).array();
        xor(iv, salt);
        return counterMode(key, iv, plain);
    }

    static byte[] hmacSha1(byte[] key, byte[]... parts) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(key, "HmacSHA1"));
        for (byte[] part : parts) {
            mac.update(part);
        }
        return Arrays.copyOf(mac.doFinal(), 10);
    }

    static byte[] srtp(
            SrtpProfile profile, byte[] key, byte[] salt, byte[] rtp, int header, long roc)
            throws GeneralSecurityException {
        byte[] cipherKey = derive(key, salt, RTP_CIPHER_KEY, profile.keyBytes());
        byte[] cipherSalt = derive(key, salt, RTP_SALT, profile.saltBytes());
        ByteBuffer packet = ByteBuffer.wrap(rtp);
        long index = roc << 16 | packet.getShort(2) & 0xffff;
        int ssrc = packet.getInt(8);
        byte[] aad = Arrays.copyOf(rtp, header);
        byte[] payload = Arrays.copyOfRange(rtp, header, rtp.length);
        if (profile.aead()) {
            return concat(aad, gcm(cipherKey, cipherSalt, ssrc, index, aad, payload));
        }
        byte[] sealed = concat(aad, cm(cipherKey, cipherSalt, ssrc, index, payload));
        byte[] authKey = derive(key, salt, RTP_AUTH_KEY, 20);
        return concat(sealed, hmacSha1(authKey, sealed, int32((int) roc)));
    }

    static byte[] srtcp(SrtpProfile profile, byte[] key, byte[] salt, byte[] rtcp, int index)
            throws GeneralSecurityException {
        byte[] cipherKey = derive(key, salt, RTCP_CIPHER_KEY, profile.keyBytes());
        byte[] cipherSalt = derive(key, salt, RTCP_SALT, profile.saltBytes());
        int ssrc = ByteBuffer.wrap(rtcp).getInt(4);
        byte[] header = Arrays.copyOf(rtcp, 8);
        byte[] body = Arrays.copyOfRange(rtcp, 8, rtcp.length);
        byte[] flagged = int32(index | 0x80000000);
        if (profile.aead()) {
            byte[] aad = concat(header, flagged);
            return concat(header, gcm(cipherKey, cipherSalt, ssrc, index, aad, body), flagged);
        }
        byte[] sealed = concat(header, cm(cipherKey, cipherSalt, ssrc, index, body), flagged);
        byte[] authKey = derive(key, salt, RTCP_AUTH_KEY, 20);
        return concat(sealed, hmacSha1(authKey, sealed));
    }

    static byte[] int32(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    static byte[] concat(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        ByteBuffer all = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    private static void xor(byte[] target, byte[] with) {
        for (int i = 0; i < with.length; i++) {
            target[i] ^= with[i];
        }
    }
}

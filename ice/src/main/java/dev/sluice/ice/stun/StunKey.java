package dev.sluice.ice.stun;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A password made ready for MESSAGE-INTEGRITY: HMAC-SHA1 over the message up to that attribute,
 * with the header's length counting to its end (RFC 8489, section 14.5). Belongs to one thread.
 */
public final class StunKey {

    private static final String ALGORITHM = "HmacSHA1";

    private final Mac mac;
    private final byte[] lengthField = new byte[2];

    /** The key of a short-term password (RFC 8489, section 9.1.1). */
    public StunKey(String password) {
        this(password.getBytes(StandardCharsets.UTF_8));
    }

    StunKey(byte[] key) {
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JRE has " + ALGORITHM, e);
        }
    }

    /** Whether {@code frame} carries the integrity that this key makes; takes constant time. */
    public boolean verifies(StunFrame frame) {
        if (!frame.hasIntegrity()) {
            return false;
        }
        byte[] carried = new byte[StunAttribute.INTEGRITY_BYTES];
        int valueAt = frame.integrityAt + StunFrame.ATTRIBUTE_HEADER_BYTES;
        System.arraycopy(frame.data, valueAt, carried, 0, carried.length);
        return MessageDigest.isEqual(
                carried, hmac(frame.data, frame.offset, frame.integrityAt - frame.offset));
    }

    /** The value for an attribute that follows {@code length} bytes from {@code offset}. */
    byte[] hmac(byte[] data, int offset, int length) {
        int counted =
                length
                        + StunFrame.ATTRIBUTE_HEADER_BYTES
                        + StunAttribute.INTEGRITY_BYTES
                        - StunFrame.HEADER_BYTES;
        lengthField[0] = (byte) (counted >> 8);
        lengthField[1] = (byte) counted;
        mac.update(data, offset, 2);
        mac.update(lengthField);
        mac.update(data, offset + 4, length - 4);
        return mac.doFinal();
    }
}

package dev.sluice.dtlssrtp.srtp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The SRTP protection profiles that DTLS negotiates (RFC 5764, section 4.1.2; RFC 7714, section
 * 14.2). AEAD_AES_128_GCM comes first because it costs half of AES128_CM_SHA1_80.
 */
public enum SrtpProfile {
    /** AES-128 in GCM (RFC 7714): the fastest where the processor has AES. */
    AEAD_AES_128_GCM(0x0007, 16, 12, 16),
    /** AES-256 in GCM (RFC 7714). */
    AEAD_AES_256_GCM(0x0008, 32, 12, 16),
    /** AES-128 in counter mode with HMAC-SHA1 of 80 bits (RFC 3711): what every peer has. */
    AES128_CM_SHA1_80(0x0001, 16, 14, 10);

    /** All profiles, the one we prefer first. */
    public static final List<SrtpProfile> PREFERENCE = List.of(values());

    private final int id;
    private final int keyBytes;
    private final int saltBytes;
    private final int tagBytes;

    SrtpProfile(int id, int keyBytes, int saltBytes, int tagBytes) {
        this.id = id;
        this.keyBytes = keyBytes;
        this.saltBytes = saltBytes;
        this.tagBytes = tagBytes;
    }

    /** The profile with this number in the use_srtp extension, or null if we do not speak it. */
    public static @Nullable SrtpProfile of(int id) {
        for (SrtpProfile profile : PREFERENCE) {
            if (profile.id == id) {
                return profile;
            }
        }
        return null;
    }

    /** The number in the use_srtp extension. */
    public int id() {
        return id;
    }

    /** Length of the master key. */
    public int keyBytes() {
        return keyBytes;
    }

    /** Length of the master salt. */
    public int saltBytes() {
        return saltBytes;
    }

    /** Length of the authentication tag of both RTP and RTCP packets. */
    public int tagBytes() {
        return tagBytes;
    }

    boolean aead() {
        return this != AES128_CM_SHA1_80;
    }
}

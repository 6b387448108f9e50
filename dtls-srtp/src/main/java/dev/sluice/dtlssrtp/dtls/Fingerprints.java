package dev.sluice.dtlssrtp.dtls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** Computes and compares certificate fingerprints (RFC 8122, section 5). */
final class Fingerprints {

    static final String SHA_256 = "sha-256";

    /** RFC 8122 forbids MD5 and MD2; SHA-1 is broken, and RFC 8827 wants SHA-256 from everyone. */
    private static final Set<String> ACCEPTED = Set.of(SHA_256, "sha-384", "sha-512");

    private static final HexFormat COLONS = HexFormat.ofDelimiter(":").withUpperCase();

    private Fingerprints() {}

    /**
     * @param algorithm one of the {@link #ACCEPTED}
     */
    static Fingerprint of(String algorithm, byte[] certificate) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            return new Fingerprint(algorithm, COLONS.formatHex(digest.digest(certificate)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each JVM has " + algorithm, e);
        }
    }

    /** Whether the certificate has one of these fingerprints; those of weak hashes do not count. */
    static boolean match(List<Fingerprint> accepted, byte[] certificate) {
        for (Fingerprint fingerprint : accepted) {
            if (ACCEPTED.contains(fingerprint.algorithm())
                    && of(fingerprint.algorithm(), certificate).equals(fingerprint)) {
                return true;
            }
        }
        return false;
    }
}

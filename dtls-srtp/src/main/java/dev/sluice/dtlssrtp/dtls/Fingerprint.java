package dev.sluice.dtlssrtp.dtls;

import java.util.Locale;

/**
 * A certificate's fingerprint as SDP writes it (RFC 8122, section 5).
 *
 * @param algorithm the hash function's name in lower case, such as {@code sha-256}
 * @param value upper-case hex bytes with colons between them
 */
public record Fingerprint(String algorithm, String value) {

    public Fingerprint {
        algorithm = algorithm.toLowerCase(Locale.ROOT);
        value = value.toUpperCase(Locale.ROOT);
    }
}

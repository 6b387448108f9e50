package dev.sluice.signaling.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs a delivery: HMAC-SHA256 over the second, a dot and the body, so that a receiver can refuse
 * what was forged, changed or kept for later.
 */
public final class WebhookSignature {

    /** {@code t=SECONDS,v1=HEX}. */
    public static final String HEADER = "Sluice-Signature";

    private static final String HMAC = "HmacSHA256";

    private WebhookSignature() {}

    /**
     * The header's value.
     *
     * @param epochSeconds of the attempt
     * @throws IllegalStateException when this JVM lacks the algorithm
     */
    public static String of(byte[] secret, long epochSeconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret, HMAC));
            mac.update((epochSeconds + ".").getBytes(StandardCharsets.US_ASCII));
            return "t=" + epochSeconds + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has " + HMAC, e);
        }
    }
}

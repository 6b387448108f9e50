package dev.sluice.signaling.webhook;

import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Where to tell events, and the secret that signs them. It never prints its secret. Immutable. */
public final class Webhook {

    /** Of the secret as UTF-8. */
    public static final int MIN_SECRET_BYTES = 32;

    private final URI url;
    private final byte[] secret;

    /**
     * A receiver.
     *
     * @param url absolute, http or https
     * @param secret at least {@link #MIN_SECRET_BYTES} bytes as UTF-8
     * @throws IllegalArgumentException naming what is wrong and the remedy, never the secret
     */
    public Webhook(URI url, String secret) {
        boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!web || url.getHost() == null || url.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "write it as https://host/path, such as https://app.example.org/sluice");
        }
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < MIN_SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "its secret has "
                            + bytes.length
                            + " bytes and needs at least "
                            + MIN_SECRET_BYTES
                            + "; make one with: openssl rand -hex 32");
        }
        this.url = url;
        this.secret = bytes;
    }

    /** Where events are posted. */
    public URI url() {
        return url;
    }

    byte[] secret() {
        return secret.clone();
    }

    @Override
    public String toString() {
        return "Webhook[" + url.getHost() + "]";
    }
}

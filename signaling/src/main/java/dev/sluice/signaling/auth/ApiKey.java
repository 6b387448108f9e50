package dev.sluice.signaling.auth;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** A named shared secret that signs tokens (HS256). It never prints its secret. Immutable. */
public final class ApiKey {

    /** HS256 wants a key at least as long as its hash (RFC 7518, section 3.2). */
    public static final int MIN_SECRET_BYTES = 32;

    private static final int MAX_ID_CHARACTERS = 64;

    private final String id;
    private final byte[] secret;

    /**
     * A key.
     *
     * @param id 1 to 64 letters, digits, dots, dashes or underscores
     * @param secret at least {@link #MIN_SECRET_BYTES} bytes as UTF-8
     * @throws IllegalArgumentException naming what is wrong and the remedy, never the secret
     */
    public ApiKey(String id, String secret) {
        Objects.requireNonNull(id, "id");
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        if (id.length() > MAX_ID_CHARACTERS || !id.matches("[A-Za-z0-9._-]+")) {
            throw new IllegalArgumentException(
                    "the id before the colon must be 1 to "
                            + MAX_ID_CHARACTERS
                            + " letters, digits, '.', '-' or '_'");
        }
        if (bytes.length < MIN_SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "the secret of key '"
                            + id
                            + "' has "
                            + bytes.length
                            + " bytes and needs at least "
                            + MIN_SECRET_BYTES
                            + "; make one with: openssl rand -hex 32");
        }
        this.id = id;
        this.secret = bytes;
    }

    /**
     * Reads {@code id:secret}.
     *
     * @throws IllegalArgumentException as the constructor
     */
    public static ApiKey parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("write it as id:secret, with a colon between");
        }
        return new ApiKey(text.substring(0, colon), text.substring(colon + 1));
    }

    /** By which tokens name it ({@code kid}). */
    public String id() {
        return id;
    }

    byte[] secret() {
        return secret.clone();
    }

    @Override
    public String toString() {
        return "ApiKey[" + id + "]";
    }
}

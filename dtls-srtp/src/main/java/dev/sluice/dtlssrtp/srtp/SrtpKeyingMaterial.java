package dev.sluice.dtlssrtp.srtp;

import java.util.Arrays;

/**
 * The master keys and salts that a DTLS handshake yields (RFC 5764, section 4.2), sorted by
 * direction. Its text form shows no secret.
 */
public final class SrtpKeyingMaterial {

    private final SrtpProfile profile;
    private final byte[] localKey;
    private final byte[] localSalt;
    private final byte[] remoteKey;
    private final byte[] remoteSalt;

    /**
     * Copies its arguments.
     *
     * @param localKey protects what we send; {@code profile.keyBytes()} long
     * @param localSalt of {@code profile.saltBytes()}
     * @param remoteKey opens what the peer sends
     * @param remoteSalt of {@code profile.saltBytes()}
     * @throws IllegalArgumentException if a length does not fit the profile
     */
    public SrtpKeyingMaterial(
            SrtpProfile profile,
            byte[] localKey,
            byte[] localSalt,
            byte[] remoteKey,
            byte[] remoteSalt) {
        this.profile = profile;
        this.localKey = copy(localKey, profile.keyBytes());
        this.localSalt = copy(localSalt, profile.saltBytes());
        this.remoteKey = copy(remoteKey, profile.keyBytes());
        this.remoteSalt = copy(remoteSalt, profile.saltBytes());
    }

    /**
     * Cuts the output of the exporter {@code EXTRACTOR-dtls_srtp}: client key, server key, client
     * salt, server salt (RFC 5764, section 4.2).
     *
     * @param client whether we were the DTLS client
     * @throws IllegalArgumentException when it is not of the profile's length
     */
    public static SrtpKeyingMaterial ofExport(
            SrtpProfile profile, byte[] exported, boolean client) {
        int key = profile.keyBytes();
        int salt = profile.saltBytes();
        if (exported.length != exportBytes(profile)) {
            throw new IllegalArgumentException("exported " + exported.length + " bytes");
        }
        byte[] clientKey = Arrays.copyOfRange(exported, 0, key);
        byte[] serverKey = Arrays.copyOfRange(exported, key, 2 * key);
        byte[] clientSalt = Arrays.copyOfRange(exported, 2 * key, 2 * key + salt);
        byte[] serverSalt = Arrays.copyOfRange(exported, 2 * key + salt, 2 * (key + salt));
        return client
                ? new SrtpKeyingMaterial(profile, clientKey, clientSalt, serverKey, serverSalt)
                : new SrtpKeyingMaterial(profile, serverKey, serverSalt, clientKey, clientSalt);
    }

    /** How many bytes to export for a profile. */
    public static int exportBytes(SrtpProfile profile) {
        return 2 * (profile.keyBytes() + profile.saltBytes());
    }

    /** What the keys are for. */
    public SrtpProfile profile() {
        return profile;
    }

    /** A copy of the key for what we send. */
    public byte[] localKey() {
        return localKey.clone();
    }

    /** A copy of the salt for what we send. */
    public byte[] localSalt() {
        return localSalt.clone();
    }

    /** A copy of the key for what the peer sends. */
    public byte[] remoteKey() {
        return remoteKey.clone();
    }

    /** A copy of the salt for what the peer sends. */
    public byte[] remoteSalt() {
        return remoteSalt.clone();
    }

    @Override
    public String toString() {
        return "SrtpKeyingMaterial[" + profile + "]";
    }

    private static byte[] copy(byte[] bytes, int length) {
        if (bytes.length != length) {
            throw new IllegalArgumentException(
                    "a key or salt of " + bytes.length + " bytes where " + length + " are needed");
        }
        return bytes.clone();
    }
}

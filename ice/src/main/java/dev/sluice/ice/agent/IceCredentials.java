package dev.sluice.ice.agent;

/**
 * A username fragment and its password (RFC 8445, section 5.3): who a peer is before DTLS says so.
 *
 * @param usernameFragment 4 to 256 ice-chars
 * @param password 22 to 256 ice-chars; {@link #toString} does not print it
 */
public record IceCredentials(String usernameFragment, String password) {

    @Override
    public String toString() {
        return "IceCredentials[" + usernameFragment + "]";
    }
}

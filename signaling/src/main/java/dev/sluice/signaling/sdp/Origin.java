package dev.sluice.signaling.sdp;

/**
 * Whose session this is (RFC 8866, section 5.2).
 *
 * @param username "-" for none
 * @param sessionId digits, unsigned 64-bit
 * @param version digits, unsigned 64-bit; grows with each description of the session
 * @param address network type, address type and address
 */
public record Origin(String username, String sessionId, String version, String address) {

    /** The address of descriptions that tell none (RFC 9429, section 5.2.1). */
    public static final String NO_ADDRESS = "IN IP4 127.0.0.1";

    /** An origin without a user name and an address. */
    public static Origin of(String sessionId, long version) {
        return new Origin("-", sessionId, Long.toString(version), NO_ADDRESS);
    }
}

package dev.sluice.signaling.sdp;

import java.util.Locale;

/** Who may begin the DTLS handshake (RFC 5763, section 5; RFC 4145, section 4). */
public enum Setup implements Attribute {
    /** The author is the DTLS client. */
    ACTIVE,
    /** The author is the DTLS server. */
    PASSIVE,
    /** The author leaves the choice to the answer. */
    ACTPASS,
    /** No connection for the time being; nobody uses it. */
    HOLDCONN;

    @Override
    public String attribute() {
        return "setup";
    }

    @Override
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }
}

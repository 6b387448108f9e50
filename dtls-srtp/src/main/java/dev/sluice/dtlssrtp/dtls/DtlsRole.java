package dev.sluice.dtlssrtp.dtls;

/** Who sends the ClientHello (RFC 5763, section 5: active is the client, passive the server). */
public enum DtlsRole {
    /** Begins the handshake. */
    CLIENT,
    /** Waits for it. */
    SERVER
}

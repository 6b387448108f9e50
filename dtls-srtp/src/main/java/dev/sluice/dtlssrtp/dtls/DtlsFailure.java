package dev.sluice.dtlssrtp.dtls;

/** Why a handshake failed. */
public enum DtlsFailure {
    /** The peer did not complete it before the deadline. */
    TIMEOUT,
    /** The peer's certificate is none of those that its description announced. */
    WRONG_FINGERPRINT,
    /** No extended master secret, or no SRTP profile that both sides speak. */
    NO_SRTP,
    /** The peer sent a fatal alert. */
    PEER_ALERT,
    /** The peer broke the protocol. */
    PROTOCOL,
    /** Too many handshakes were waiting already. */
    OVERLOADED
}

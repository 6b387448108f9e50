package dev.sluice.ice.stun;

/** Why bytes are no STUN message that we read; {@link #NONE} when they are one. */
public enum StunFault {
    /** It is sound. */
    NONE,
    /** Shorter than a header, longer than a datagram of ours, or not a multiple of four. */
    BAD_SIZE,
    /** The first two bits or the magic cookie are another protocol's. */
    NOT_STUN,
    /** A method other than Binding. */
    NOT_BINDING,
    /** The header's length does not match the datagram. */
    LENGTH_MISMATCH,
    /** An attribute reaches past the end. */
    TRUNCATED_ATTRIBUTE,
    /** More than {@link StunFrame#MAX_ATTRIBUTES}. */
    TOO_MANY_ATTRIBUTES,
    /** An attribute that we read has a length or a family that it cannot have. */
    BAD_ATTRIBUTE,
    /** FINGERPRINT must be the last attribute (RFC 8489, section 14.7). */
    FINGERPRINT_NOT_LAST,
    /** FINGERPRINT is not that of the bytes (RFC 8489, section 14.7). */
    BAD_FINGERPRINT
}

package dev.sluice.ice.stun;

/** The class of a Binding message (RFC 8489, section 5). */
public enum StunClass {
    /** Wants an answer. */
    REQUEST(0x0001),
    /** Wants none. */
    INDICATION(0x0011),
    /** The answer to what was done. */
    SUCCESS(0x0101),
    /** The answer to what was refused. */
    ERROR(0x0111);

    private final int messageType;

    StunClass(int messageType) {
        this.messageType = messageType;
    }

    /** The whole message type, method Binding. */
    public int messageType() {
        return messageType;
    }
}

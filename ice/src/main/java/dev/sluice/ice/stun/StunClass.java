package dev.sluice.ice.stun;

/** The class of a Binding message (RFC 8489, section 5). */
public enum StunClass {
    REQUEST(0x0001),
    INDICATION(0x0011),
    SUCCESS(0x0101),
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

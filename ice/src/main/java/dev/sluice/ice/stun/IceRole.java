package dev.sluice.ice.stun;

/** Who decides which pair is used (RFC 8445, section 6.1.1). */
public enum IceRole {
    /** Nominates. */
    CONTROLLING,
    /** Takes what is nominated. */
    CONTROLLED;

    /** The role of the other side. */
    public IceRole other() {
        return this == CONTROLLING ? CONTROLLED : CONTROLLING;
    }
}

package dev.sluice.ice.stun;

/** Who decides which pair is used (RFC 8445, section 6.1.1). */
public enum IceRole {
    CONTROLLING,
    CONTROLLED;

    public IceRole other() {
        return this == CONTROLLING ? CONTROLLED : CONTROLLING;
    }
}

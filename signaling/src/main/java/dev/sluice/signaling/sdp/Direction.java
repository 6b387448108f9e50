package dev.sluice.signaling.sdp;

import java.util.Locale;

/** Which way media flows, seen from the description's author (RFC 8866, section 6.7). */
public enum Direction implements Attribute {
    SENDRECV(true, true),
    SENDONLY(true, false),
    RECVONLY(false, true),
    INACTIVE(false, false);

    private final boolean sends;
    private final boolean receives;

    Direction(boolean sends, boolean receives) {
        this.sends = sends;
        this.receives = receives;
    }

    public boolean sends() {
        return sends;
    }

    public boolean receives() {
        return receives;
    }

    /** The direction of an author who does both, either or neither. */
    public static Direction of(boolean sends, boolean receives) {
        if (sends) {
            return receives ? SENDRECV : SENDONLY;
        }
        return receives ? RECVONLY : INACTIVE;
    }

    /** The same flow, seen from the other side. */
    public Direction reversed() {
        return of(receives, sends);
    }

    @Override
    public String attribute() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String value() {
        return "";
    }
}

package dev.sluice.signaling.sdp;

import java.util.Locale;

/** Which way media flows, seen from the description's author (RFC 8866, section 6.7). */
public enum Direction implements Attribute {
    /** Both ways. */
    SENDRECV(true, true),
    /** The author only sends. */
    SENDONLY(true, false),
    /** The author only receives. */
    RECVONLY(false, true),
    /** Nothing flows. */
    INACTIVE(false, false);

    private final boolean sends;
    private final boolean receives;

    Direction(boolean sends, boolean receives) {
        this.sends = sends;
        this.receives = receives;
    }

    /** Whether the author sends. */
    public boolean sends() {
        return sends;
    }

    /** Whether the author receives. */
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

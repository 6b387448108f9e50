package dev.sluice.sfu.call;

/** Where a call stands. */
public enum CallState {
    /** Nobody of that identity is connected yet. */
    INITIATING,
    /** Every connection of the callee rings. */
    RINGING,
    /** Accepted: both go to the room. */
    ACTIVE,
    /** Whoever was called declined. */
    DECLINED,
    /** It rang until nobody answered. */
    MISSED,
    /** The caller gave up. */
    CANCELLED,
    /** Nobody was there to ring, or it was accepted and they did not come together. */
    FAILED,
    /** It was under way and was ended. */
    ENDED;

    /** Whether nothing changes any more. */
    public boolean isOver() {
        return switch (this) {
            case INITIATING, RINGING, ACTIVE -> false;
            case DECLINED, MISSED, CANCELLED, FAILED, ENDED -> true;
        };
    }
}

package dev.sluice.sfu.api;

/** Where the session of a room stands. */
public enum SessionState {
    /** Those who run the room may come in; all others wait until it is started. */
    SCHEDULED,
    /** Under way. */
    IN_PROGRESS,
    /** Everybody stays connected, nothing is forwarded. */
    PAUSED,
    /** Over: nobody gets in any more. */
    ENDED
}

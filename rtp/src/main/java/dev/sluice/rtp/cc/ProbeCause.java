package dev.sluice.rtp.cc;

/** Why a probe is sent. */
public enum ProbeCause {
    /** The transport has just started. */
    START,
    /** The one before got through: look for the end of it. */
    FURTHER,
    /** The sender has long used less than the estimate, which therefore says little. */
    APPLICATION_LIMITED,
    /** Streams wait for more than the estimate, which does not move. */
    UNMET_DEMAND,
    /** The estimate fell by a third or more: was it only for a moment? */
    AFTER_DROP
}

package dev.sluice.rtp.cc;

/** What moved the estimate, or holds it where it is. */
public enum EstimateCause {
    /** Nothing was measured yet. */
    START,
    /** The path was quiet: more is tried. */
    INCREASE,
    /** Delay grew: a queue builds up. */
    OVERUSE,
    /** The queue is longer than the gate lets pass. */
    GATE,
    /** Packets are lost that the delay does not explain. */
    LOSS,
    /** A probe measured it. */
    PROBE,
    /** No feedback for too long. */
    SILENCE,
    /** The peer said so by REMB. */
    REMB
}

package dev.sluice.rtp.cc;

/** What the trend of the delay says about the path. */
enum Usage {
    NORMAL,
    /** Delay grows: more is sent than the path carries. */
    OVER,
    /** Delay shrinks: a queue drains. */
    UNDER
}

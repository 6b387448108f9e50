package dev.sluice.sfu.jfr;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A loop came to its timers too late. */
@Name("sluice.SlowLoop")
@Label("SlowLoop")
@Category("Sluice")
@StackTrace(false)
public final class SlowLoopEvent extends Event {

    final int loop;
    final long lateMillis;

    /** For {@link #commit()}. */
    public SlowLoopEvent(int loop, long lateMillis) {
        this.loop = loop;
        this.lateMillis = lateMillis;
    }
}

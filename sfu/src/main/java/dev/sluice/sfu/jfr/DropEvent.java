package dev.sluice.sfu.jfr;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** What a loop dropped within a second, for one reason. */
@Name("sluice.Drop")
@Label("Drop")
@Category("Sluice")
@StackTrace(false)
public final class DropEvent extends Event {

    final int loop;
    final String reason;
    final long packets;

    /** For {@link #commit()}. */
    public DropEvent(int loop, String reason, long packets) {
        this.loop = loop;
        this.reason = reason;
        this.packets = packets;
    }
}

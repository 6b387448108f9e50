package dev.sluice.sfu.jfr;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Somebody is no longer in a room. */
@Name("sluice.Leave")
@Label("Leave")
@Category("Sluice")
@StackTrace(false)
public final class LeaveEvent extends Event {

    final String room;
    final String participant;
    final String reason;

    /** For {@link #commit()}. */
    public LeaveEvent(String room, String participant, String reason) {
        this.room = room;
        this.participant = participant;
        this.reason = reason;
    }
}

package dev.sluice.sfu.jfr;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Somebody is in a room. */
@Name("sluice.Join")
@Label("Join")
@Category("Sluice")
@StackTrace(false)
public final class JoinEvent extends Event {

    final String room;
    final String participant;

    /** For {@link #commit()}. */
    public JoinEvent(String room, String participant) {
        this.room = room;
        this.participant = participant;
    }
}

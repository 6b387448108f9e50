package dev.sluice.sfu.jfr;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** What a subscriber gets of a publication changed. */
@Name("sluice.Switch")
@Label("Switch")
@Category("Sluice")
@StackTrace(false)
public final class SwitchEvent extends Event {

    final String publication;
    final String kind;
    final String cause;
    final String from;
    final String to;
    final long estimateBps;

    /** For {@link #commit()}; the estimate in bits per second. */
    public SwitchEvent(
            String publication,
            String kind,
            String cause,
            String from,
            String to,
            long estimateBps) {
        this.publication = publication;
        this.kind = kind;
        this.cause = cause;
        this.from = from;
        this.to = to;
        this.estimateBps = estimateBps;
    }
}

package dev.sluice.sfu.explain;

import dev.sluice.sfu.api.TransportStats;
import dev.sluice.sfu.api.TransportStats.SlotStats;
import dev.sluice.sfu.explain.Finding.Cause;
import dev.sluice.sfu.explain.Viewing.Picture;
import dev.sluice.sfu.explain.Viewing.ServerLoad;
import java.util.ArrayList;
import java.util.List;

/**
 * Why a participant's picture is bad. Every sentence follows from a decision that was recorded or a
 * value that was measured, by the server or by a participant's client. Not thread-safe.
 */
public final class PictureReport {

    private static final double NOTABLE_LOSS = 0.03;
    private static final double BUSY = 0.85;
    private static final long MANY_STALLS = 3;

    private final List<Finding> findings = new ArrayList<>();

    private PictureReport() {}

    /** What is found, first what concerns all pictures; empty when nothing is wrong. */
    public static List<Finding> of(Viewing viewing) {
        PictureReport report = new PictureReport();
        report.path(viewing.viewer());
        report.server(viewing.server());
        for (Picture picture : viewing.pictures()) {
            for (SlotStats slot : viewing.viewer().slots()) {
                if (slot.publicationId().equals(picture.publicationId())) {
                    report.findings.addAll(new PictureFindings(viewing, picture, slot).all());
                }
            }
        }
        return List.copyOf(report.findings);
    }

    private void path(TransportStats viewer) {
        String path = viewer.path();
        if (path == null) {
            add(
                    Cause.NO_PATH,
                    "There is no way to this participant: its device answers no checks.");
        } else if (path.startsWith("TCP")) {
            add(
                    Cause.TCP_PATH,
                    "Media goes to this participant over TCP, because UDP does not get through: what"
                            + " is lost holds up what follows.");
        }
        if (viewer.lossFraction() > NOTABLE_LOSS) {
            add(
                    Cause.LOSS_DOWN,
                    Words.percent(viewer.lossFraction())
                            + " of what is sent to this participant gets lost.");
        }
    }

    private void server(ServerLoad load) {
        if (load.busiest() > BUSY) {
            add(
                    Cause.SERVER_BUSY,
                    "The server is busy: one of its loops uses "
                            + Words.percent(load.busiest())
                            + " of a processor.");
        } else if (load.stalls() >= MANY_STALLS) {
            add(
                    Cause.SERVER_BUSY,
                    "The server is busy: one of its loops came late to its work "
                            + load.stalls()
                            + " times within 10 s.");
        }
    }

    private void add(Cause cause, String sentence) {
        findings.add(new Finding(cause, null, sentence));
    }
}

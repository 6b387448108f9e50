package dev.sluice.sfu.explain;

import dev.sluice.sfu.api.TransportStats;
import dev.sluice.sfu.api.TransportStats.DecisionStats;
import dev.sluice.sfu.api.TransportStats.EncodingStats;
import dev.sluice.sfu.api.TransportStats.LayerStats;
import dev.sluice.sfu.api.TransportStats.SlotStats;
import dev.sluice.sfu.explain.Finding.Cause;
import dev.sluice.sfu.explain.Viewing.Picture;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Why a participant's picture is bad. Every sentence follows from a decision that was recorded or a
 * value that was measured; what only the client knows, such as its processor or its decoder, is not
 * in here. Not thread-safe.
 */
public final class PictureReport {

    private static final double NOTABLE_LOSS = 0.03;
    private static final double BUSY = 0.85;
    private static final Set<String> SWITCHES =
            Set.of("LAYER_UP", "LAYER_DOWN", "PAUSE", "RESUME", "START", "STOP");
    private static final Set<String> OF_THE_LINK =
            Set.of("GATED", "DEEP_DEFICIT", "LASTING_DEFICIT", "TOO_LITTLE_FOR_VIDEO");

    private final Viewing viewing;
    private final List<Finding> findings = new ArrayList<>();

    private PictureReport(Viewing viewing) {
        this.viewing = viewing;
    }

    /** What is found, first what concerns all pictures; empty when nothing is wrong. */
    public static List<Finding> of(Viewing viewing) {
        PictureReport report = new PictureReport(viewing);
        report.path(viewing.viewer());
        for (Picture picture : viewing.pictures()) {
            for (SlotStats slot : viewing.viewer().slots()) {
                if (slot.publicationId().equals(picture.publicationId())) {
                    report.picture(picture, slot);
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
                    null,
                    "There is no way to this participant: its device answers no checks.");
        } else if (path.startsWith("TCP")) {
            add(
                    Cause.TCP_PATH,
                    null,
                    "Media goes to this participant over TCP, because UDP does not get through: what"
                            + " is lost holds up what follows.");
        }
        if (viewer.lossFraction() > NOTABLE_LOSS) {
            add(
                    Cause.LOSS_DOWN,
                    null,
                    percent(viewer.lossFraction())
                            + " of what is sent to this participant gets lost.");
        }
        if (viewing.busiestLoop() > BUSY) {
            add(
                    Cause.SERVER_BUSY,
                    null,
                    "The server is busy: one of its loops uses "
                            + percent(viewing.busiestLoop())
                            + " of a processor.");
        }
    }

    private void picture(Picture picture, SlotStats slot) {
        String id = picture.publicationId();
        if (picture.muted()) {
            add(Cause.MUTED, id, picture.name() + "'s picture is muted.");
            return;
        }
        uplink(picture);
        if (slot.offered().isEmpty()) {
            add(Cause.NOTHING_SENT, id, "Nothing comes of " + picture.name() + "'s picture.");
            return;
        }
        if (slot.sent() == null && slot.wanted() != null && !slot.paused()) {
            add(
                    Cause.NO_KEYFRAME,
                    id,
                    picture.name() + "'s picture waits for a keyframe of " + slot.wanted() + ".");
        }
        DecisionStats latest = latestSwitch(id);
        if (slot.paused()) {
            add(Cause.LINK_DOWN, id, paused(picture, slot));
        } else if (latest != null && !latest.kind().equals("LAYER_UP")) {
            explain(picture, latest);
        }
    }

    private void uplink(Picture picture) {
        TransportStats publisher = picture.publisher();
        if (publisher == null) {
            return;
        }
        double worst = 0;
        for (EncodingStats encoding : publisher.encodings()) {
            if (encoding.mid().equals(picture.mid())) {
                worst = Math.max(worst, encoding.lossFraction());
            }
        }
        if (worst > NOTABLE_LOSS) {
            add(
                    Cause.LOSS_UP,
                    picture.publicationId(),
                    percent(worst)
                            + " of what "
                            + picture.name()
                            + " sends gets lost on its way up.");
        }
    }

    private void explain(Picture picture, DecisionStats decision) {
        String change =
                picture.name()
                        + "'s picture went from "
                        + orNothing(decision.from())
                        + " to "
                        + orNothing(decision.to())
                        + " "
                        + ago(decision.ageMillis());
        String id = picture.publicationId();
        if (OF_THE_LINK.contains(decision.cause())) {
            add(
                    Cause.LINK_DOWN,
                    id,
                    change
                            + ": the link to this participant held "
                            + kilobits(decision.estimateBps())
                            + ".");
        } else if (decision.cause().equals("LAYERS_CHANGED")
                && decision.kind().equals("LAYER_DOWN")) {
            add(
                    Cause.SENDS_LESS,
                    id,
                    change
                            + ": "
                            + picture.name()
                            + "'s device stopped sending more, for want of uplink or of processor.");
        } else if (decision.cause().equals("DEMAND") && !decision.kind().equals("START")) {
            add(
                    Cause.ASKED_FOR_LESS,
                    id,
                    change
                            + ": this participant asked for no more, by the size of its tile or by saving.");
        }
    }

    private String paused(Picture picture, SlotStats slot) {
        LayerStats lowest = slot.offered().get(0);
        for (LayerStats layer : slot.offered()) {
            lowest = layer.bps() < lowest.bps() ? layer : lowest;
        }
        return picture.name()
                + "'s picture is paused: its lowest layer needs "
                + kilobits(lowest.bps())
                + ", and the link to this participant holds "
                + kilobits(viewing.viewer().budgetBps())
                + " in all.";
    }

    private @Nullable DecisionStats latestSwitch(String publicationId) {
        DecisionStats latest = null;
        for (DecisionStats decision : viewing.viewer().decisions()) {
            if (publicationId.equals(decision.publicationId())
                    && SWITCHES.contains(decision.kind())) {
                latest = decision;
            }
        }
        return latest;
    }

    private void add(Cause cause, @Nullable String publicationId, String sentence) {
        findings.add(new Finding(cause, publicationId, sentence));
    }

    private static String orNothing(String layer) {
        return layer.isEmpty() || layer.equals("none") ? "nothing" : layer;
    }

    private static String ago(long millis) {
        return millis / 1_000 + " s ago";
    }

    private static String percent(double fraction) {
        return Math.round(fraction * 100) + " %";
    }

    private static String kilobits(long bps) {
        return Math.round(bps / 1_000.0) + " kbit/s";
    }
}

package dev.sluice.sfu.explain;

import dev.sluice.sfu.api.ClientReport;
import dev.sluice.sfu.api.ClientReport.Limitation;
import dev.sluice.sfu.api.ClientReport.ReceivedReport;
import dev.sluice.sfu.api.ClientReport.SentReport;
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

/** What is wrong with one picture. Not thread-safe. */
final class PictureFindings {

    private static final double NOTABLE_LOSS = 0.03;
    private static final double NOTABLE_DROPS = 0.1;

    /** Fewer frames than that say nothing. */
    private static final long SOME_FRAMES = 10;

    /** Timers of a device with time to spare come a few milliseconds late. */
    private static final double NOTABLE_LATENESS_MILLIS = 12;

    private static final double NOTABLE_SHARE_OF_FRAMES = 0.7;
    private static final double MILLIS_PER_SECOND = 1_000;

    private static final Set<String> SWITCHES =
            Set.of("LAYER_UP", "LAYER_DOWN", "PAUSE", "RESUME", "START", "STOP");
    private static final Set<String> OF_THE_LINK =
            Set.of("GATED", "DEEP_DEFICIT", "LASTING_DEFICIT", "TOO_LITTLE_FOR_VIDEO");

    private final Viewing viewing;
    private final Picture picture;
    private final SlotStats slot;
    private final List<Finding> findings = new ArrayList<>();

    PictureFindings(Viewing viewing, Picture picture, SlotStats slot) {
        this.viewing = viewing;
        this.picture = picture;
        this.slot = slot;
    }

    List<Finding> all() {
        if (picture.muted()) {
            add(Cause.MUTED, picture.name() + "'s picture is muted.");
        } else if (slot.undecodable() != null) {
            add(
                    Cause.UNDECODABLE,
                    picture.name()
                            + "'s picture comes as "
                            + slot.undecodable()
                            + ", which this participant's device does not take.");
        } else {
            lossUp();
            if (slot.offered().isEmpty()) {
                add(Cause.NOTHING_SENT, "Nothing comes of " + picture.name() + "'s picture.");
            } else {
                shown();
            }
        }
        return findings;
    }

    private void shown() {
        DecisionStats latest = latestSwitch();
        String wanted = slot.wanted();
        if (slot.sent() == null && wanted != null && !slot.paused()) {
            add(
                    Cause.NO_KEYFRAME,
                    picture.name() + "'s picture waits for a keyframe of " + layer(wanted) + ".");
        }
        if (slot.paused()) {
            add(Cause.LINK_DOWN, paused());
        } else if (latest != null && OF_THE_LINK.contains(latest.cause())) {
            add(
                    Cause.LINK_DOWN,
                    change(latest)
                            + ": the link to this participant held "
                            + Words.kilobits(latest.estimateBps())
                            + ".");
        } else if (latest != null && isLess(latest) && latest.cause().equals("DEMAND")) {
            add(
                    Cause.ASKED_FOR_LESS,
                    change(latest)
                            + ": this participant asked for no more, by the size of its tile or by saving.");
        } else {
            publisher(latest);
        }
        viewer();
    }

    /** The viewer would take more. */
    private void publisher(@Nullable DecisionStats latest) {
        SentReport limited = limited();
        if (limited != null && limited.limitation() == Limitation.CPU) {
            add(
                    Cause.PUBLISHER_CPU,
                    picture.name()
                            + "'s device is too busy to send more than "
                            + size(limited)
                            + ", it says.");
        } else if (starved()) {
            return;
        } else if (limited != null) {
            add(
                    Cause.LINK_UP,
                    picture.name()
                            + "'s link up holds no more than "
                            + size(limited)
                            + ", says "
                            + picture.name()
                            + "'s device.");
        } else if (latest != null
                && latest.cause().equals("LAYERS_CHANGED")
                && latest.kind().equals("LAYER_DOWN")) {
            add(
                    Cause.SENDS_LESS,
                    change(latest)
                            + ": "
                            + picture.name()
                            + "'s device stopped sending more, for want of uplink or of processor.");
        }
    }

    /** Whether the device takes too few frames for want of time; then it is said. */
    private boolean starved() {
        ClientReport report = picture.report();
        SentReport most = null;
        for (SentReport sent : report == null ? List.<SentReport>of() : report.sent()) {
            if (sent.publicationId().equals(picture.publicationId())
                    && (most == null || sent.fps() > most.fps())) {
                most = sent;
            }
        }
        if (report == null || most == null || !isBusy(report, most)) {
            return false;
        }
        double encoded = most.fps();
        double wanted = Math.max(most.cameraFps(), most.sourceFps());
        if (encoded <= 0 || encoded >= wanted * NOTABLE_SHARE_OF_FRAMES) {
            return false;
        }
        add(
                Cause.PUBLISHER_CPU,
                picture.name()
                        + "'s device is too busy: it encodes "
                        + Math.round(encoded)
                        + " of "
                        + Math.round(wanted)
                        + " frames per second, each in "
                        + Math.round(most.encodeMillis())
                        + " ms, and comes "
                        + Math.round(report.lateMillis())
                        + " ms late to its work.");
        return true;
    }

    /** A camera in the dark gives few frames too, but to a device that is not late. */
    private static boolean isBusy(ClientReport report, SentReport sent) {
        return report.lateMillis() > NOTABLE_LATENESS_MILLIS
                || sent.encodeMillis() * sent.cameraFps() > MILLIS_PER_SECOND;
    }

    /** The largest stream of the picture that its encoder had to limit; null: none. */
    private @Nullable SentReport limited() {
        ClientReport report = picture.report();
        SentReport largest = null;
        if (report != null && isBestOffered()) {
            for (SentReport sent : report.sent()) {
                boolean isLimited =
                        sent.limitation() == Limitation.CPU
                                || sent.limitation() == Limitation.BANDWIDTH;
                if (isLimited
                        && sent.publicationId().equals(picture.publicationId())
                        && (largest == null || sent.height() > largest.height())) {
                    largest = sent;
                }
            }
        }
        return largest;
    }

    private boolean isBestOffered() {
        LayerStats best = slot.offered().get(slot.offered().size() - 1);
        return best.label().equals(slot.wanted());
    }

    private void viewer() {
        ClientReport report = viewing.report();
        if (report == null) {
            return;
        }
        for (ReceivedReport received : report.received()) {
            if (received.publicationId().equals(picture.publicationId())) {
                dropped(received);
                frozen(received, report.intervalMillis());
            }
        }
    }

    private void dropped(ReceivedReport received) {
        long frames = received.framesDecoded() + received.framesDropped();
        double share = received.framesDropped() / (double) Math.max(1, frames);
        if (frames >= SOME_FRAMES && share > NOTABLE_DROPS) {
            add(
                    Cause.VIEWER_CPU,
                    "This participant's device is too busy to show all of "
                            + picture.name()
                            + "'s picture: it dropped "
                            + Words.percent(share)
                            + " of the frames.");
        }
    }

    private void frozen(ReceivedReport received, long intervalMillis) {
        if (received.freezes() > 0) {
            add(
                    Cause.FREEZES,
                    picture.name()
                            + "'s picture froze "
                            + Words.times(received.freezes())
                            + " for "
                            + Words.seconds(received.freezeMillis())
                            + " within "
                            + Words.seconds(intervalMillis)
                            + ", says this participant's device.");
        }
    }

    private void lossUp() {
        TransportStats publisher = picture.publisher();
        double worst = 0;
        if (publisher != null) {
            for (EncodingStats encoding : publisher.encodings()) {
                if (encoding.mid().equals(picture.mid())) {
                    worst = Math.max(worst, encoding.lossFraction());
                }
            }
        }
        if (worst > NOTABLE_LOSS) {
            add(
                    Cause.LOSS_UP,
                    Words.percent(worst)
                            + " of what "
                            + picture.name()
                            + " sends gets lost on its way up.");
        }
    }

    private String paused() {
        LayerStats lowest = slot.offered().get(0);
        for (LayerStats layer : slot.offered()) {
            lowest = layer.bps() < lowest.bps() ? layer : lowest;
        }
        return picture.name()
                + "'s picture is paused: its lowest layer needs "
                + Words.kilobits(lowest.bps())
                + ", and the link to this participant holds "
                + Words.kilobits(viewing.viewer().budgetBps())
                + " in all.";
    }

    /** The latest that still holds: frames that are sent again were not left out. */
    private @Nullable DecisionStats latestSwitch() {
        DecisionStats latest = null;
        DecisionStats thinned = null;
        for (DecisionStats decision : viewing.viewer().decisions()) {
            if (!picture.publicationId().equals(decision.publicationId())) {
                continue;
            }
            if (decision.kind().equals("THIN")) {
                thinned = decision;
            } else if (decision.kind().equals("RESTORE")) {
                thinned = null;
            } else if (SWITCHES.contains(decision.kind())) {
                latest = decision;
                thinned = null;
            }
        }
        return thinned == null ? latest : thinned;
    }

    private static boolean isLess(DecisionStats decision) {
        return !decision.kind().equals("LAYER_UP") && !decision.kind().equals("START");
    }

    private String change(DecisionStats decision) {
        return picture.name()
                + "'s picture went from "
                + layer(decision.from())
                + " to "
                + layer(decision.to())
                + " "
                + Words.ago(decision.ageMillis());
    }

    /** With the height of its pictures, while it is offered. */
    private String layer(String label) {
        for (LayerStats layer : slot.offered()) {
            if (layer.label().equals(label) && layer.height() > 0) {
                return label + " (" + layer.height() + "p)";
            }
        }
        return Words.layer(label);
    }

    private static String size(SentReport sent) {
        return sent.width()
                + "x"
                + sent.height()
                + " at "
                + Math.round(sent.fps())
                + " frames per second and "
                + Words.kilobits(sent.bps());
    }

    private void add(Cause cause, String sentence) {
        findings.add(new Finding(cause, picture.publicationId(), sentence));
    }
}

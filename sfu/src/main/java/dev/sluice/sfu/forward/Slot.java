package dev.sluice.sfu.forward;

import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.forward.PayloadFormat;
import dev.sluice.rtp.forward.SenderReport;
import dev.sluice.rtp.forward.SlotConfig;
import dev.sluice.rtp.forward.SlotSender;
import dev.sluice.rtp.stream.MediaPacket;
import dev.sluice.sfu.alloc.Rung;
import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.net.MediaLoop;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber's slot on the packet path: its sender, and the feed behind it now. Owned by the
 * subscriber's loop.
 */
public final class Slot {

    private final MediaLoop loop;
    private final int number;
    private final String mid;
    private final MediaKind kind;
    private final SlotOutput out;
    private final SlotSender sender;
    private @Nullable PublishedTrack track;
    private @Nullable LoopFeed feed;
    private boolean toldUndecodable;
    private int wantedLayer = SlotSender.HIGHEST;

    /**
     * A slot that carries nothing.
     *
     * @param number which of its transport's slots it is, from 0
     * @param out takes what the slot sends
     */
    public Slot(
            MediaLoop loop, int number, SlotConfig config, SlotOutput out, RandomGenerator random) {
        this.loop = loop;
        this.number = number;
        this.mid = config.mid();
        this.kind = config.kind();
        this.out = out;
        this.sender = new SlotSender(config, random, loop.limits().of(Limit.RESENDS));
    }

    /** Audio or video. */
    public MediaKind kind() {
        return kind;
    }

    /** What was negotiated anew. */
    public void configure(SlotConfig config) {
        sender.configure(config);
    }

    /** What the slot carries; null for nothing. */
    public @Nullable PublishedTrack track() {
        return track;
    }

    /** Carries a track from now on, or nothing. */
    public void bind(long nowNanos, @Nullable PublishedTrack wanted) {
        if (track == wanted) {
            return;
        }
        if (feed != null) {
            feed.remove(this);
        }
        track = wanted;
        toldUndecodable = false;
        feed = wanted == null ? null : wanted.feedOn(loop);
        sender.source(nowNanos, feed == null ? null : feed.view());
        if (feed != null) {
            feed.add(this);
        }
        askForKeyframe(nowNanos);
    }

    /**
     * What the track comes in and this subscriber cannot decode, once for each track: the codec,
     * and its parameters where it has any; null for nothing new.
     */
    public @Nullable String takeUndecodable() {
        String codec = toldUndecodable ? null : undecodable();
        toldUndecodable |= codec != null;
        return codec;
    }

    /** As {@link #takeUndecodable}, every time. */
    public @Nullable String undecodable() {
        PayloadFormat format = sender.undecodable();
        if (format == null) {
            return null;
        }
        String codec = format.codec().name();
        return format.parameters().isEmpty() ? codec : codec + " (" + format.parameters() + ")";
    }

    /** Up to what the slot may carry; see {@link SlotSender#target}. */
    public void target(long nowNanos, int layer, int temporal) {
        sender.target(nowNanos, layer, temporal);
        askForKeyframe(nowNanos);
    }

    /** See {@link SlotSender#redundancy}. */
    public void redundancy(boolean wanted) {
        sender.redundancy(wanted);
    }

    /** The highest layer that this subscriber can make use of, -1 for none. */
    public void wants(int layer) {
        if (wantedLayer != layer) {
            wantedLayer = layer;
            if (feed != null) {
                feed.wantedChanged();
            }
        }
    }

    int wantedLayer() {
        return wantedLayer;
    }

    /** The layer carried now; {@link SlotSender#OFF} for none. */
    public int layer() {
        return sender.layer();
    }

    /** The temporal layer up to which the slot carries; {@link SlotSender#OFF} for none. */
    public int temporal() {
        return sender.temporal();
    }

    /** Of its section. */
    public String mid() {
        return mid;
    }

    /**
     * What the track behind the slot offers now, measured; empty without one or before it was
     * measured.
     */
    public List<Rung> rungs(long nowNanos) {
        return feed == null ? List.of() : feed.rungs(nowNanos);
    }

    /** One item of the subscriber's NACK; see {@link SlotSender#onNack}. */
    public void onNack(long nowNanos, int sequence, int following) {
        out.writing(nowNanos, number);
        sender.onNack(nowNanos, sequence, following, out);
    }

    /** Writes packets that nobody needs, for a probe; the bytes written. */
    public int probe(long nowNanos, int bytes) {
        out.writing(nowNanos, number);
        return sender.probe(nowNanos, bytes, out);
    }

    /** The subscriber asks for a keyframe. */
    public void onKeyframeRequest(long nowNanos) {
        sender.onKeyframeRequest(nowNanos);
        askForKeyframe(nowNanos);
    }

    /** A report block about this slot came. */
    public void onReported() {
        sender.onReported();
    }

    /** The round trip to the subscriber, by which resends are spaced. */
    public void roundTrip(long roundTripNanos) {
        sender.roundTrip(roundTripNanos);
    }

    /** Fills in a sender report when one is due; see {@link SlotSender#senderReport}. */
    public boolean onTimeout(long nowNanos, long ntpNanos, SenderReport report) {
        askForKeyframe(nowNanos);
        return sender.senderReport(nowNanos, ntpNanos, report);
    }

    /** When it wants to be woken, {@link Long#MAX_VALUE} for never. */
    public long nextDeadlineNanos() {
        return sender.nextDeadlineNanos();
    }

    /** Packets of the track behind the slot, in the order of arrival, {@code to} exclusive. */
    void onMedia(long nowNanos, MediaPacket[] packets, int from, int to) {
        out.beginTurn(nowNanos, number);
        try {
            for (int i = from; i < to; i++) {
                sender.temporalLimit(out.temporalLimit());
                sender.onMedia(nowNanos, packets[i], out);
            }
        } finally {
            out.endTurn();
        }
        askForKeyframe(nowNanos);
        out.deadline(sender.nextDeadlineNanos());
    }

    private void askForKeyframe(long nowNanos) {
        int encoding = sender.wantedKeyframe(nowNanos);
        if (encoding != SlotSender.NONE && track != null) {
            track.requestKeyframe(encoding);
        }
    }
}

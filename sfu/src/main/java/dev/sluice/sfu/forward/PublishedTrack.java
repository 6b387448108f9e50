package dev.sluice.sfu.forward;

import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.ext.ExtensionIds;
import dev.sluice.rtp.forward.PayloadFormat;
import dev.sluice.rtp.stream.MediaPacket;
import dev.sluice.sfu.alloc.LayerDemand;
import dev.sluice.sfu.negotiation.MediaSection;
import dev.sluice.sfu.negotiation.NegotiatedCodec;
import dev.sluice.sfu.net.MediaLoop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A live publication on the packet path: from its publisher's loop to one feed per loop that has
 * subscribers. The arrays are shared, their elements are not: each is touched by one loop.
 */
public final class PublishedTrack {

    /** A wanted layer: nobody wants any. */
    static final int NOBODY = -1;

    private final String id;
    private final String mid;
    private final MediaKind kind;
    private final boolean screen;
    private final int encodings;
    private final List<PayloadFormat> formats;
    private final ExtensionIds extensions;
    private final PublisherClocks clocks;
    private final MediaLoop loop;
    private final KeyframeSource source;

    /** By loop: the highest layer wanted there. Touched by the publisher's loop. */
    private final int[] wantedByLoop;

    private final LayerDemand demand;

    /** Touched by the publisher's loop. */
    private final List<TrackTap> taps = new ArrayList<>();

    private boolean ended;

    /** By loop: where packets go. Touched by the publisher's loop. */
    private final @Nullable LoopFeed[] delivering;

    /** By loop: the feed of that loop. Each touched by that loop. */
    private final @Nullable LoopFeed[] feeds;

    /**
     * A track without subscribers.
     *
     * @param screen it shows a screen: sharpness before frame rate
     * @param section what was negotiated for it
     * @param loop the publisher's
     * @param source asked for keyframes on that loop
     */
    public PublishedTrack(
            String id,
            boolean screen,
            MediaSection section,
            PublisherClocks clocks,
            MediaLoop loop,
            KeyframeSource source,
            int loops) {
        this.id = id;
        this.mid = section.mid();
        this.kind = section.kind();
        this.screen = screen;
        this.encodings = Math.max(1, section.rids().size());
        this.formats = formatsOf(section);
        this.extensions = ExtensionIds.of(section.extensions());
        this.clocks = clocks;
        this.loop = loop;
        this.source = source;
        this.wantedByLoop = new int[loops];
        Arrays.fill(wantedByLoop, NOBODY);
        this.demand = new LayerDemand(encodings - 1);
        this.delivering = new @Nullable LoopFeed[loops];
        this.feeds = new @Nullable LoopFeed[loops];
    }

    /** The payload formats of a section, as the rewriter pairs them. */
    public static List<PayloadFormat> formatsOf(MediaSection section) {
        List<PayloadFormat> formats = new ArrayList<>();
        for (NegotiatedCodec codec : section.codecs()) {
            formats.add(
                    new PayloadFormat(
                            codec.codec(),
                            codec.payloadType(),
                            codec.rtxPayloadType(),
                            codec.formatParameters()));
        }
        return formats;
    }

    /** The publication's id. */
    public String id() {
        return id;
    }

    /** The publisher's section. */
    public String mid() {
        return mid;
    }

    /** Whether it shows a screen: sharpness before frame rate. */
    public boolean screen() {
        return screen;
    }

    MediaKind kind() {
        return kind;
    }

    int encodings() {
        return encodings;
    }

    List<PayloadFormat> formats() {
        return formats;
    }

    /** The header extensions of its packets, under the publisher's ids. */
    public ExtensionIds extensions() {
        return extensions;
    }

    PublisherClocks clocks() {
        return clocks;
    }

    /**
     * The first {@code count} packets, in the order in which the publisher sent them, to every loop
     * that has subscribers. Publisher's loop; the packets are borrowed for the call.
     */
    public void onMedia(long nowNanos, MediaPacket[] packets, int count, LoopLinks links) {
        for (int i = 0; i < count && !taps.isEmpty(); i++) {
            toTaps(packets[i]);
        }
        for (int i = 0; i < delivering.length; i++) {
            LoopFeed feed = delivering[i];
            if (feed == null) {
                continue;
            }
            if (i == loop.index()) {
                feed.onMedia(nowNanos, packets, 0, count);
            } else {
                for (int packet = 0; packet < count; packet++) {
                    links.cross(i, nowNanos, feed, packets[packet]);
                }
            }
        }
    }

    private void toTaps(MediaPacket packet) {
        for (int i = 0; i < taps.size(); i++) {
            TrackTap tap = taps.get(i);
            if (tap.encoding() == packet.encoding) {
                tap.onMedia(packet);
            }
        }
    }

    /** Asks the publisher for a keyframe of one encoding. Any loop. */
    void requestKeyframe(int encoding) {
        loop.execute(() -> source.requestKeyframe(mid, encoding));
    }

    /** The subscribers on a loop want layers up to this one. That loop. */
    void wanted(int loopIndex, int layer) {
        loop.execute(() -> {
            wantedByLoop[loopIndex] = layer;
            updateDemand();
        });
    }

    private void updateDemand() {
        int highest = NOBODY;
        for (int wanted : wantedByLoop) {
            highest = Math.max(highest, wanted);
        }
        for (TrackTap tap : taps) {
            highest = Math.max(highest, tap.encoding());
        }
        demand.wanted(System.nanoTime(), Math.min(highest, encodings - 1));
    }

    /** Encodings are 0 to this. */
    public int highestEncoding() {
        return encodings - 1;
    }

    /** Lets a tap see what is published, from a keyframe on. Any thread. */
    public void tap(TrackTap tap) {
        loop.execute(() -> {
            if (ended) {
                tap.onEnd();
                return;
            }
            taps.add(tap);
            updateDemand();
            if (kind == MediaKind.VIDEO) {
                source.requestKeyframe(mid, tap.encoding());
            }
        });
    }

    /** Revokes {@link #tap}. Any thread; harmless when repeated. */
    public void untap(TrackTap tap) {
        loop.execute(() -> {
            if (taps.remove(tap)) {
                updateDemand();
                tap.onEnd();
            }
        });
    }

    /** The publication ended. Any thread. */
    public void end() {
        loop.execute(() -> {
            ended = true;
            taps.forEach(TrackTap::onEnd);
            taps.clear();
        });
    }

    /**
     * The highest encoding that the publisher should send now, -1 for none; a lower one takes
     * effect after a while. Publisher's loop.
     */
    public int demanded(long nowNanos) {
        demand.onTimeout(nowNanos);
        return demand.highest();
    }

    /** The feed of a loop, made when there is none. That loop. */
    LoopFeed feedOn(MediaLoop subscriberLoop) {
        int index = subscriberLoop.index();
        LoopFeed feed = feeds[index];
        if (feed == null) {
            LoopFeed made = new LoopFeed(this, subscriberLoop);
            feeds[index] = made;
            loop.execute(() -> delivering[index] = made);
            feed = made;
        }
        return feed;
    }

    /** The last subscriber of a loop went. That loop. */
    void drop(LoopFeed feed) {
        int index = feed.loopIndex();
        feeds[index] = null;
        loop.execute(() -> {
            if (delivering[index] == feed) {
                delivering[index] = null;
            }
        });
    }
}

package dev.sluice.rtp.forward;

import dev.sluice.rtp.codec.FrameInfo;
import dev.sluice.rtp.codec.FrameParser;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.ext.ExtensionIds;
import dev.sluice.rtp.stream.MediaPacket;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A publication as one media loop sees it: what the slots on that loop that carry it share. Every
 * packet goes through {@link #onMedia} once, before the slots get it. Owned by the loop.
 */
public final class PublicationView {

    /** An encoding that was silent for this long while another went on does not count. */
    private static final long SILENT_NANOS = 700_000_000L;

    /** How many pictures another encoding must have sent meanwhile. */
    private static final int SILENT_PICTURES = 8;

    private static final long NEVER = Long.MIN_VALUE;

    private final MediaKind kind;
    private final List<PayloadFormat> formats;
    private final ExtensionIds extensions;
    private final PublisherClock clock;
    private final PacketCache cache;
    private final LayerHeights heights;
    private final long[] lastArrivalNanos;
    private final int[] picturesOfOthers;
    private final FrameParser[] parsers;
    private final MediaPacket loaded = new MediaPacket();

    /**
     * A view of a publication that has sent nothing yet.
     *
     * @param encodings how many simulcast layers there are, at least 1
     * @param formats what the publisher may send, under its payload types
     * @param extensions the publisher's identifiers
     * @param clock of the participant: the same for its audio and its video
     */
    public PublicationView(
            MediaKind kind,
            int encodings,
            List<PayloadFormat> formats,
            ExtensionIds extensions,
            PublisherClock clock) {
        this(kind, encodings, formats, extensions, clock, new PacketCache(encodings));
    }

    /** Likewise, with a cache of its own for as many encodings. */
    public PublicationView(
            MediaKind kind,
            int encodings,
            List<PayloadFormat> formats,
            ExtensionIds extensions,
            PublisherClock clock,
            PacketCache cache) {
        this.kind = kind;
        this.formats = List.copyOf(formats);
        this.extensions = extensions;
        this.clock = clock;
        this.cache = cache;
        this.heights = new LayerHeights(encodings);
        this.lastArrivalNanos = new long[encodings];
        this.picturesOfOthers = new int[encodings];
        this.parsers = new FrameParser[encodings];
        Arrays.fill(lastArrivalNanos, NEVER);
        Arrays.setAll(parsers, i -> new FrameParser());
    }

    /** Takes note of a packet and keeps a copy of it. */
    public void onMedia(long nowNanos, MediaPacket packet) {
        int encoding = packet.encoding;
        if (encoding >= encodings()) {
            return;
        }
        boolean late = packet.index < cache.newestIndex(encoding);
        cache.put(packet);
        if (packet.rtp.payloadBytes() == 0) {
            return;
        }
        heights.onMedia(packet);
        lastArrivalNanos[encoding] = nowNanos;
        picturesOfOthers[encoding] = 0;
        for (int i = 0; packet.rtp.marker() && i < picturesOfOthers.length; i++) {
            picturesOfOthers[i] += i == encoding ? 0 : 1;
        }
        clock.onPacket(packet.arrivalNanos, packet.ntpNanos);
        if (packet.frame.dependency.structureAttached) {
            onStructure(packet, late);
        }
    }

    /** What came before its structure could not be told apart; now it can. */
    private void onStructure(MediaPacket packet, boolean late) {
        FrameParser parser = parsers[packet.encoding];
        parser.learn(packet.rtp, packet.frame);
        long newest = late ? cache.newestIndex(packet.encoding) : packet.index;
        long first = Math.max(packet.index + 1, newest - PacketCache.MAX_PACKETS);
        for (long i = first; i <= newest; i++) {
            FrameInfo frame = cache.frame(packet.encoding, i);
            if (frame == null || !frame.dependency.present || frame.dependency.structure != null) {
                continue;
            }
            MediaPacket waiting = load(packet.encoding, i);
            if (waiting != null) {
                parser.parse(waiting.codec, waiting.rtp, waiting.extensions, frame);
            }
        }
    }

    /** Audio or video. */
    public MediaKind kind() {
        return kind;
    }

    /** How many simulcast layers there are; 1 without simulcast. */
    public int encodings() {
        return lastArrivalNanos.length;
    }

    /** How high the layers are, and which encoding is which. */
    public LayerHeights heights() {
        return heights;
    }

    /**
     * Whether {@code encoding} has sent something, and did not fall silent while others went on: a
     * publisher that pauses as a whole keeps its encodings.
     */
    public boolean sending(long nowNanos, int encoding) {
        long last = lastArrivalNanos[encoding];
        return last != NEVER
                && (nowNanos - last < SILENT_NANOS || picturesOfOthers[encoding] < SILENT_PICTURES);
    }

    /** A cached packet, valid until the next call or packet; null when it is gone. */
    @Nullable MediaPacket load(int encoding, long index) {
        if (!cache.find(encoding, index, loaded)) {
            return null;
        }
        loaded.extensions.parse(loaded.rtp, extensions);
        return loaded;
    }

    List<PayloadFormat> formats() {
        return formats;
    }

    /** The publisher's format of that payload type, null for none. */
    @Nullable PayloadFormat format(int payloadType) {
        for (PayloadFormat format : formats) {
            if (format.payloadType() == payloadType) {
                return format;
            }
        }
        return null;
    }

    PublisherClock clock() {
        return clock;
    }

    PacketCache cache() {
        return cache;
    }
}

package dev.sluice.rtp.forward;

import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.ext.ExtensionIds;
import dev.sluice.rtp.stream.MediaPacket;
import java.util.List;

/**
 * A publication as one media loop sees it: what the slots on that loop that carry it share. Every
 * packet goes through {@link #onMedia} once, before the slots get it. Owned by the loop.
 */
public final class PublicationView {

    /** An encoding without a packet for this long does not count as sending. */
    static final long SILENT_NANOS = 700_000_000L;

    private final MediaKind kind;
    private final List<PayloadFormat> formats;
    private final ExtensionIds extensions;
    private final PublisherClock clock;
    private final PacketCache cache;
    private final long[] lastArrivalNanos;

    /**
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
        this.kind = kind;
        this.formats = List.copyOf(formats);
        this.extensions = extensions;
        this.clock = clock;
        this.cache = new PacketCache(encodings);
        this.lastArrivalNanos = new long[encodings];
        java.util.Arrays.fill(lastArrivalNanos, Long.MIN_VALUE);
    }

    /** Takes note of a packet and keeps a copy of it. */
    public void onMedia(long nowNanos, MediaPacket packet) {
        if (packet.encoding >= lastArrivalNanos.length) {
            return;
        }
        cache.put(packet);
        if (packet.rtp.payloadBytes() > 0) {
            lastArrivalNanos[packet.encoding] = nowNanos;
            clock.onPacket(packet.arrivalNanos, packet.ntpNanos);
        }
    }

    public MediaKind kind() {
        return kind;
    }

    public int encodings() {
        return lastArrivalNanos.length;
    }

    /** Whether media of {@code encoding} came lately. */
    public boolean sending(long nowNanos, int encoding) {
        long last = lastArrivalNanos[encoding];
        return last != Long.MIN_VALUE && nowNanos - last < SILENT_NANOS;
    }

    List<PayloadFormat> formats() {
        return formats;
    }

    ExtensionIds extensions() {
        return extensions;
    }

    PublisherClock clock() {
        return clock;
    }

    PacketCache cache() {
        return cache;
    }
}

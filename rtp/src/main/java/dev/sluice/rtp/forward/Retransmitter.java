package dev.sluice.rtp.forward;

import dev.sluice.rtp.stream.MediaPacket;
import org.jspecify.annotations.Nullable;

/**
 * Answers NACKs (RFC 4585, section 6.2.1) by retransmissions (RFC 4588): each packet at most once
 * in three quarters of a round trip and a few times in all, and all of them within a budget. Owned
 * by a slot.
 */
final class Retransmitter {

    static final int MAX_RESENDS = 3;

    private static final long DEFAULT_ROUND_TRIP_NANOS = 100_000_000L;
    private static final int MAX_PADDING_BYTES = 255;

    /** How far back a probe looks for something worth to be sent again. */
    private static final int PROBE_WINDOW = 32;

    /** How many of the latest sources packets can still be resent from. */
    private static final int SOURCES = 4;

    private final int maxResends;
    private final SentHistory history;
    private final PacketWriter writer;
    private final RetransmissionBudget budget = new RetransmissionBudget();
    private final @Nullable PublicationView[] sources = new @Nullable PublicationView[SOURCES];
    private final MediaPacket nothing = new MediaPacket();
    private final Rewrite padding = new Rewrite();
    private int source;
    private long roundTripNanos = DEFAULT_ROUND_TRIP_NANOS;
    private int probed;
    private long resent;

    Retransmitter(SentHistory history, PacketWriter writer, int maxResends) {
        this.maxResends = maxResends;
        this.history = history;
        this.writer = writer;
        nothing.extensions.clear();
    }

    void roundTrip(long nanos) {
        roundTripNanos = nanos;
    }

    /** Another publication is sent from now. Gives the number for {@link SentPacket#source}. */
    int source(@Nullable PublicationView view) {
        source++;
        sources[source % SOURCES] = view;
        return source;
    }

    /** Lets go of publications that are no longer sent, once nothing of them can be resent. */
    void forgetOldSources() {
        for (int i = 0; i < SOURCES; i++) {
            if (i != source % SOURCES) {
                sources[i] = null;
            }
        }
    }

    void onMedia(long nowNanos, int bytes) {
        budget.onMedia(nowNanos, bytes);
    }

    /** Answers for one sequence number; says whether anything was sent. */
    boolean resend(long nowNanos, int sequence, PacketOut out) {
        SentPacket packet = history.find(sequence);
        if (packet == null || packet.rtxPayloadType == PayloadFormat.NO_RTX) {
            return false;
        }
        boolean early = packet.resends > 0 && nowNanos - packet.resentNanos < againNanos();
        if (early || packet.resends >= maxResends) {
            return false;
        }
        MediaPacket source = load(packet);
        if (source == null || !budget.allows(source.rtp.length())) {
            return false;
        }
        int bytes = writer.write(source, packet, true, packet.layer, out);
        if (bytes == 0) {
            return false;
        }
        packet.resends++;
        packet.resentNanos = nowNanos;
        budget.spend(bytes);
        resent++;
        return true;
    }

    /** Less than our round trip: a receiver repeats its NACK after what it takes for one. */
    private long againNanos() {
        return roundTripNanos * 3 / 4;
    }

    private @Nullable MediaPacket load(SentPacket packet) {
        if (source - packet.source >= SOURCES) {
            return null;
        }
        PublicationView view = sources[packet.source % SOURCES];
        return view == null ? null : view.load(packet.encoding, packet.sourceIndex);
    }

    /** Writes about {@code bytes} that carry nothing new; gives how many. */
    int probe(int bytes, int rtxPayloadType, int timestamp, PacketOut out) {
        int written = 0;
        int misses = 0;
        while (written < bytes && misses < PROBE_WINDOW) {
            probed = (probed + 1) % PROBE_WINDOW;
            SentPacket packet = history.get(history.newest() - probed);
            MediaPacket media =
                    packet == null || packet.rtxPayloadType == PayloadFormat.NO_RTX
                            ? null
                            : load(packet);
            if (packet == null || media == null || media.rtp.length() > 2 * (bytes - written)) {
                misses++;
                continue;
            }
            int length = writer.write(media, packet, true, packet.layer, out);
            if (length == 0) {
                return written;
            }
            written += length;
        }
        padding.rtxPayloadType = rtxPayloadType;
        padding.timestamp = timestamp;
        while (written < bytes) {
            int length = Math.min(MAX_PADDING_BYTES, bytes - written);
            int total = writer.writePadding(nothing, padding, length, out);
            if (total == 0) {
                return written;
            }
            written += total;
        }
        return written;
    }

    long resent() {
        return resent;
    }
}

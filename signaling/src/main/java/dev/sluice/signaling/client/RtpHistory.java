package dev.sluice.signaling.client;

import org.jspecify.annotations.Nullable;

/** The latest packets of one stream, to be sent again. Owned by the participant's loop. */
final class RtpHistory {

    private static final int PACKETS = 256;

    private final @Nullable Entry[] entries = new @Nullable Entry[PACKETS];

    /** A packet as it was sent, without its header extensions. */
    static final class Entry {

        int sequence = -1;
        long timestamp;
        boolean marker;
        byte[] payload = new byte[0];
        int payloadBytes;
        boolean resent;
        long resentNanos;
    }

    void put(int sequence, long timestamp, MediaToSend media) {
        int at = sequence & (PACKETS - 1);
        Entry entry = entries[at];
        if (entry == null) {
            entry = new Entry();
            entries[at] = entry;
        }
        if (entry.payload.length < media.payloadBytes) {
            entry.payload = new byte[Math.max(256, media.payloadBytes)];
        }
        System.arraycopy(media.payload, 0, entry.payload, 0, media.payloadBytes);
        entry.payloadBytes = media.payloadBytes;
        entry.sequence = sequence;
        entry.timestamp = timestamp;
        entry.marker = media.marker;
        entry.resent = false;
    }

    @Nullable Entry find(int sequence) {
        Entry entry = entries[sequence & (PACKETS - 1)];
        return entry != null && entry.sequence == sequence ? entry : null;
    }
}

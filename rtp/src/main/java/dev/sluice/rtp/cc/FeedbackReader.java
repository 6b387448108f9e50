package dev.sluice.rtp.cc;

import java.util.Arrays;

/**
 * Turns a feedback message into the packets that it reports for the first time: received ones in
 * order of arrival, and lost ones. Its arrays are reused for the next message and grow to the
 * longest.
 */
final class FeedbackReader {

    /** The 24-bit reference time of 64 ms comes round after this. */
    private static final long WRAP_NANOS = (1L << 24) * 64_000_000L;

    private static final int FIRST_CAPACITY = 64;

    private final SentPackets packets;
    private long[] received = new long[FIRST_CAPACITY];
    private long[] arrivals = new long[FIRST_CAPACITY];
    private long[] lost = new long[FIRST_CAPACITY];
    private int receivedCount;
    private int lostCount;
    private int recoveredCount;
    private long lastRaw;
    private long lastUnwrapped = Long.MIN_VALUE;

    FeedbackReader(SentPackets packets) {
        this.packets = packets;
    }

    /**
     * Reads {@code feedback}; reports on packets that were never sent, or long ago, are ignored.
     */
    void read(FeedbackView feedback) {
        receivedCount = 0;
        lostCount = 0;
        recoveredCount = 0;
        int count = Math.min(feedback.count(), SentPackets.MAX_CAPACITY);
        for (int i = 0; i < count; i++) {
            long index = packets.find((feedback.baseSequence() + i) & 0xFFFF);
            if (index < 0) {
                continue;
            }
            byte state = packets.state(index);
            if (feedback.received(i)) {
                if (state != SentPackets.RECEIVED) {
                    recoveredCount += state == SentPackets.LOST ? 1 : 0;
                    packets.state(index, SentPackets.RECEIVED);
                    insert(index, unwrap(feedback.arrivalNanos(i)));
                }
            } else if (state == SentPackets.IN_FLIGHT) {
                packets.state(index, SentPackets.LOST);
                if (lostCount == lost.length) {
                    lost = Arrays.copyOf(lost, 2 * lostCount);
                }
                lost[lostCount++] = index;
            }
        }
    }

    int receivedCount() {
        return receivedCount;
    }

    /** The index of the i-th packet by arrival. */
    long received(int i) {
        return received[i];
    }

    long arrivalNanos(int i) {
        return arrivals[i];
    }

    int lostCount() {
        return lostCount;
    }

    long lost(int i) {
        return lost[i];
    }

    /** How many of the received ones had been reported lost before. */
    int recoveredCount() {
        return recoveredCount;
    }

    private void insert(long index, long arrival) {
        if (receivedCount == received.length) {
            received = Arrays.copyOf(received, 2 * receivedCount);
            arrivals = Arrays.copyOf(arrivals, 2 * receivedCount);
        }
        int at = receivedCount++;
        while (at > 0 && arrivals[at - 1] > arrival) {
            arrivals[at] = arrivals[at - 1];
            received[at] = received[at - 1];
            at--;
        }
        arrivals[at] = arrival;
        received[at] = index;
    }

    private long unwrap(long raw) {
        if (lastUnwrapped == Long.MIN_VALUE) {
            lastUnwrapped = raw;
        } else {
            long step = Math.floorMod(raw - lastRaw, WRAP_NANOS);
            lastUnwrapped += step > WRAP_NANOS / 2 ? step - WRAP_NANOS : step;
        }
        lastRaw = raw;
        return lastUnwrapped;
    }
}

package dev.sluice.rtp.cc;

/**
 * Collects packets into groups that were sent within 5 ms, since a burst tells nothing of a queue
 * inside itself, and measures how far two groups drifted apart on their way
 * (draft-ietf-rmcat-gcc-02, section 5.2). Fed in order of arrival.
 */
final class ArrivalGroups {

    private static final long GROUP_NANOS = 5_000_000L;
    private static final long MAX_BURST_NANOS = 100_000_000L;
    private static final long MAX_JUMP_NANOS = 3_000_000_000L;

    private boolean hasCurrent;
    private boolean hasPrevious;
    private long firstSent;
    private long firstArrival;
    private long lastSent;
    private long lastArrival;
    private long previousSent;
    private long previousArrival;

    private long sentDelta;
    private long arrivalDelta;

    /** Adds a packet; true when a group was completed, and the deltas then are those before it. */
    boolean add(long sentNanos, long arrivalNanos) {
        if (!hasCurrent) {
            open(sentNanos, arrivalNanos);
            return false;
        }
        if (sentNanos < firstSent) {
            return false; // overtaken on its way
        }
        if (belongs(sentNanos, arrivalNanos)) {
            lastSent = Math.max(lastSent, sentNanos);
            lastArrival = Math.max(lastArrival, arrivalNanos);
            return false;
        }
        boolean measured = hasPrevious && measure();
        previousSent = lastSent;
        previousArrival = lastArrival;
        hasPrevious = true;
        open(sentNanos, arrivalNanos);
        return measured;
    }

    /** Sending time between the two newest complete groups, in ns. */
    long sentDelta() {
        return sentDelta;
    }

    /** Arrival time between the two newest complete groups, in ns. */
    long arrivalDelta() {
        return arrivalDelta;
    }

    /** When the newest complete group had arrived, on the receiver's clock. */
    long completedArrival() {
        return previousArrival;
    }

    void reset() {
        hasCurrent = false;
        hasPrevious = false;
    }

    private void open(long sentNanos, long arrivalNanos) {
        hasCurrent = true;
        firstSent = sentNanos;
        lastSent = sentNanos;
        firstArrival = arrivalNanos;
        lastArrival = arrivalNanos;
    }

    private boolean belongs(long sentNanos, long arrivalNanos) {
        if (sentNanos - firstSent <= GROUP_NANOS) {
            return true;
        }
        // What a queue let go at once arrives closer together than it was sent.
        long between = arrivalNanos - lastArrival;
        return between <= GROUP_NANOS
                && between < sentNanos - lastSent
                && arrivalNanos - firstArrival < MAX_BURST_NANOS;
    }

    private boolean measure() {
        sentDelta = lastSent - previousSent;
        arrivalDelta = lastArrival - previousArrival;
        if (arrivalDelta < 0 || arrivalDelta - sentDelta > MAX_JUMP_NANOS) {
            hasPrevious = false;
            return false;
        }
        return true;
    }
}

package dev.sluice.sfu.net;

import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Frames that a slow connection does not take yet. Bounded in bytes, and media also in age: what a
 * listener could only play late is dropped, and feedback and checks go on. Belongs to its
 * connection's loop.
 */
final class TcpQueue {

    static final int MAX_BYTES = 64 * 1024;
    static final long MAX_VIDEO_AGE_NANOS = 200_000_000L;

    /** As with what waits for the loop itself ({@link Standstill}). */
    static final long MAX_SOUND_AGE_NANOS = 1_000_000_000L;

    /** What is in a frame. */
    enum Content {
        VIDEO,
        SOUND,
        /** Feedback, checks, handshakes. */
        OTHER
    }

    private static final class Waiting {
        final byte[] frame;
        final Content content;
        final long sinceNanos;

        Waiting(byte[] frame, Content content, long sinceNanos) {
            this.frame = frame;
            this.content = content;
            this.sinceNanos = sinceNanos;
        }

        boolean isStale(long nowNanos) {
            long ageNanos = nowNanos - sinceNanos;
            return switch (content) {
                case VIDEO -> ageNanos > MAX_VIDEO_AGE_NANOS;
                case SOUND -> ageNanos > MAX_SOUND_AGE_NANOS;
                case OTHER -> false;
            };
        }
    }

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final Runnable dropped;
    private int bytes;

    /**
     * Empty.
     *
     * @param dropped called for each frame that is dropped
     */
    TcpQueue(Runnable dropped) {
        this.dropped = dropped;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    int bytes() {
        return bytes;
    }

    /**
     * Keeps {@code frame}, and drops the oldest video, then the oldest of all, for as long as there
     * is too much.
     */
    void offer(long nowNanos, byte[] frame, Content content) {
        waiting.add(new Waiting(frame, content, nowNanos));
        bytes += frame.length;
        dropStale(nowNanos);
        if (bytes > MAX_BYTES) {
            dropOldest(true);
        }
        if (bytes > MAX_BYTES) {
            dropOldest(false);
        }
    }

    /** Takes the next frame that is still worth sending; null when there is none. */
    byte @Nullable [] poll(long nowNanos) {
        dropStale(nowNanos);
        Waiting next = waiting.poll();
        if (next == null) {
            return null;
        }
        bytes -= next.frame.length;
        return next.frame;
    }

    private void dropStale(long nowNanos) {
        Iterator<Waiting> oldestFirst = waiting.iterator();
        while (oldestFirst.hasNext()) {
            Waiting next = oldestFirst.next();
            if (nowNanos - next.sinceNanos <= MAX_VIDEO_AGE_NANOS) {
                return;
            }
            if (next.isStale(nowNanos)) {
                drop(oldestFirst, next);
            }
        }
    }

    private void dropOldest(boolean videoOnly) {
        Iterator<Waiting> oldestFirst = waiting.iterator();
        while (bytes > MAX_BYTES && oldestFirst.hasNext()) {
            Waiting next = oldestFirst.next();
            if (next.content == Content.VIDEO || !videoOnly) {
                drop(oldestFirst, next);
            }
        }
    }

    private void drop(Iterator<Waiting> at, Waiting old) {
        at.remove();
        bytes -= old.frame.length;
        dropped.run();
    }
}

package dev.sluice.sfu.net;

import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Frames that a slow connection does not take yet. Bounded in bytes, and video also in age: what a
 * viewer could only show late is dropped, and audio, feedback and checks go on. Belongs to its
 * connection's loop.
 */
final class TcpQueue {

    static final int MAX_BYTES = 64 * 1024;
    static final long MAX_VIDEO_AGE_NANOS = 200_000_000L;

    private static final class Waiting {
        final byte[] frame;
        final boolean video;
        final long sinceNanos;

        Waiting(byte[] frame, boolean video, long sinceNanos) {
            this.frame = frame;
            this.video = video;
            this.sinceNanos = sinceNanos;
        }
    }

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private int bytes;
    private long droppedVideo;
    private long droppedOther;

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    int bytes() {
        return bytes;
    }

    long droppedVideo() {
        return droppedVideo;
    }

    long droppedOther() {
        return droppedOther;
    }

    /**
     * Keeps {@code frame}, and drops the oldest video, then the oldest of all, for as long as there
     * is too much.
     */
    void offer(long nowNanos, byte[] frame, boolean video) {
        waiting.add(new Waiting(frame, video, nowNanos));
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
            if (next.video) {
                drop(oldestFirst, next);
            }
        }
    }

    private void dropOldest(boolean videoOnly) {
        Iterator<Waiting> oldestFirst = waiting.iterator();
        while (bytes > MAX_BYTES && oldestFirst.hasNext()) {
            Waiting next = oldestFirst.next();
            if (next.video || !videoOnly) {
                drop(oldestFirst, next);
            }
        }
    }

    private void drop(Iterator<Waiting> at, Waiting dropped) {
        at.remove();
        bytes -= dropped.frame.length;
        if (dropped.video) {
            droppedVideo++;
        } else {
            droppedOther++;
        }
    }
}

package dev.sluice.sfu.net;

import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.Limits;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Frames that a slow connection does not take yet. Bounded in bytes, and media also in age: what a
 * listener could only play late is dropped, and feedback and checks go on. Belongs to its
 * connection's loop.
 */
final class TcpQueue {

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
    }

    private final int maxBytes;
    private final long videoNanos;
    private final long soundNanos;
    private final long youngNanos;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final Runnable dropped;
    private int bytes;

    /**
     * Empty.
     *
     * @param dropped called for each frame that is dropped
     */
    TcpQueue(Limits limits, Runnable dropped) {
        maxBytes = limits.of(Limit.TCP_QUEUE_BYTES);
        videoNanos = limits.nanos(Limit.TCP_QUEUE_VIDEO_MILLIS);
        soundNanos = limits.nanos(Limit.TCP_QUEUE_SOUND_MILLIS);
        youngNanos = Math.min(videoNanos, soundNanos);
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
        if (bytes > maxBytes) {
            dropOldest(true);
        }
        if (bytes > maxBytes) {
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
            if (nowNanos - next.sinceNanos <= youngNanos) {
                return;
            }
            if (isStale(nowNanos, next)) {
                drop(oldestFirst, next);
            }
        }
    }

    private boolean isStale(long nowNanos, Waiting frame) {
        long ageNanos = nowNanos - frame.sinceNanos;
        return switch (frame.content) {
            case VIDEO -> ageNanos > videoNanos;
            case SOUND -> ageNanos > soundNanos;
            case OTHER -> false;
        };
    }

    private void dropOldest(boolean videoOnly) {
        Iterator<Waiting> oldestFirst = waiting.iterator();
        while (bytes > maxBytes && oldestFirst.hasNext()) {
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

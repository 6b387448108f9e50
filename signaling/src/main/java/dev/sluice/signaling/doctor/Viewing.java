package dev.sluice.signaling.doctor;

import dev.sluice.signaling.client.ParticipantListener;
import dev.sluice.signaling.client.ReceivedMedia;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What one end of a call saw. Told on the participant's loop, read by another thread. */
final class Viewing implements ParticipantListener {

    private final CountDownLatch frame = new CountDownLatch(1);
    private volatile long firstFrameNanos;
    private volatile @Nullable Throwable failure;
    private long firstIndex = -1;
    private long lastIndex;
    private long packets;

    @Override
    public synchronized void onMedia(ReceivedMedia media) {
        long index = media.packet.index;
        if (firstIndex < 0) {
            firstIndex = index;
        }
        lastIndex = Math.max(lastIndex, index);
        packets++;
        if (media.packet.rtp.marker() && frame.getCount() > 0) {
            firstFrameNanos = System.nanoTime();
            frame.countDown();
        }
    }

    @Override
    public void onClosed(@Nullable Throwable why) {
        failure = why;
    }

    /** Why it is over; null while it is not, and when it ended as it should. */
    @Nullable Throwable failure() {
        return failure;
    }

    boolean awaitFrame(long seconds) throws InterruptedException {
        return frame.await(seconds, TimeUnit.SECONDS);
    }

    long firstFrameNanos() {
        return firstFrameNanos;
    }

    /** Of the packets from the first to the last that came; resends count as come. */
    synchronized double lossPercent() {
        long expected = lastIndex - firstIndex + 1;
        return firstIndex < 0 || expected <= 0
                ? 0
                : Math.max(0, 100.0 * (expected - packets) / expected);
    }
}

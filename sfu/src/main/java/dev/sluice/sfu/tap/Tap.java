package dev.sluice.sfu.tap;

import dev.sluice.rtp.stream.MediaPacket;
import dev.sluice.sfu.forward.PublishedTrack;
import dev.sluice.sfu.forward.TrackTap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running tap: a ring of packets between the publisher's media loop, which fills it, and the
 * embedder's executor, which empties it. A full ring drops and counts.
 *
 * <p>It receives what the publisher sends, also while a moderator silences it or the session is
 * paused; whoever records asks the room for that.
 */
public final class Tap implements TrackTap, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Tap.class);

    private final PublishedTrack track;
    private final int encoding;
    private final Executor executor;
    private final PacketListener listener;
    private final PacketOrder order;
    private final TappedPacket[] ring;
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong read = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicBoolean draining = new AtomicBoolean();
    private volatile boolean ended;

    /** Touched by whoever drains. */
    private boolean endTold;

    /**
     * A tap that receives nothing yet.
     *
     * @param executor runs the listener, one call at a time
     */
    public Tap(PublishedTrack track, TapConfig config, Executor executor, PacketListener listener) {
        this.track = track;
        this.encoding = Math.min(config.encoding(), track.highestEncoding());
        this.executor = executor;
        this.listener = listener;
        this.order = new PacketOrder(listener);
        this.ring = new TappedPacket[config.queuePackets()];
        for (int i = 0; i < ring.length; i++) {
            ring[i] = new TappedPacket();
        }
    }

    /** Receives from now on. */
    public Tap open() {
        track.tap(this);
        return this;
    }

    /** Packets dropped so far because the listener was too slow. Any thread. */
    public long dropped() {
        return dropped.get();
    }

    @Override
    public int encoding() {
        return encoding;
    }

    @Override
    public void onMedia(MediaPacket packet) {
        long at = written.get();
        if (at - read.get() == ring.length) {
            dropped.incrementAndGet();
            return;
        }
        ring[(int) (at % ring.length)].set(packet);
        written.set(at + 1);
        drainSoon();
    }

    @Override
    public void onEnd() {
        ended = true;
        drainSoon();
    }

    /** Receives no more; the listener hears its end. Any thread; harmless when repeated. */
    @Override
    public void close() {
        track.untap(this);
    }

    private void drainSoon() {
        if (draining.compareAndSet(false, true)) {
            try {
                executor.execute(this::drain);
            } catch (RejectedExecutionException e) {
                // The embedder ended its executor: nobody listens any more.
                draining.set(false);
            }
        }
    }

    private void drain() {
        try {
            boolean last = ended;
            long at = read.get();
            while (at < written.get()) {
                order.onPacket(ring[(int) (at % ring.length)]);
                at++;
                read.set(at);
            }
            if (last && !endTold) {
                endTold = true;
                order.flush();
                listener.onEnd();
            }
        } catch (RuntimeException e) {
            LOG.error("the listener of a tap failed: the tap ends", e);
            read.set(written.get());
            endTold = true;
            close();
        } finally {
            draining.set(false);
        }
        if (!endTold && (read.get() < written.get() || ended)) {
            drainSoon();
        }
    }
}

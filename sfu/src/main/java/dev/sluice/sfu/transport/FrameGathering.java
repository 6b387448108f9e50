package dev.sluice.sfu.transport;

import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.ext.ExtensionIds;
import dev.sluice.rtp.stream.MediaPacket;
import dev.sluice.sfu.net.MediaLoop;
import java.util.Arrays;

/**
 * Lets the packets of a video frame that come one after the other wait for one another, so that
 * they go on together: to each subscriber one send for several, which costs little more than for
 * one. The packet that ends a frame never waits and takes along what does, so no frame is complete
 * any later; the others wait while the next is expected within 11 ms of the first. One per
 * published track; owned by the publisher's loop; allocates nothing once it holds its buffers.
 */
final class FrameGathering {

    /** The longest wait, to the precision of the loop's timer. */
    static final long MAX_WAIT_NANOS = 11_000_000L;

    private static final int MAX_PACKETS = 32;

    private final ExtensionIds extensions;
    private final MediaPacket[] waiting = new MediaPacket[MAX_PACKETS];
    private final byte[][] data = new byte[MAX_PACKETS][];
    private int made;
    private final Pace[] paces;
    private final MediaPacket[] going = new MediaPacket[MAX_PACKETS + 1];
    private int count;
    private long sinceNanos;

    /** Takes packets that go on together, in the order in which they came. */
    @FunctionalInterface
    interface Onward {

        /** The first {@code count} packets; they and their bytes are borrowed for the call. */
        void onMedia(long nowNanos, MediaPacket[] packets, int count);
    }

    /** How far apart the packets of an encoding's frames come. */
    private static final class Pace {
        long newestIndex = Long.MIN_VALUE;
        long timestamp;
        long arrivalNanos;
        long gapNanos = Long.MAX_VALUE;
    }

    /** For a track of so many encodings, with its publisher's extensions. */
    FrameGathering(int encodings, ExtensionIds extensions) {
        this.extensions = extensions;
        paces = new Pace[encodings];
        Arrays.setAll(paces, i -> new Pace());
    }

    /** Takes a packet, and gives {@code onward} what goes on, in the order in which it came. */
    void onMedia(long nowNanos, MediaPacket packet, Onward onward) {
        if (mayWait(nowNanos, packet)) {
            sinceNanos = count == 0 ? nowNanos : sinceNanos;
            keep(packet);
            return;
        }
        int waited = release();
        going[waited] = packet;
        onward.onMedia(nowNanos, going, waited + 1);
    }

    /** Lets go what has waited for long enough. */
    void onTimeout(long nowNanos, Onward onward) {
        if (nextDeadlineNanos() <= nowNanos) {
            onward.onMedia(nowNanos, going, release());
        }
    }

    /** When a wait ends, {@link Long#MAX_VALUE} while nothing waits. */
    long nextDeadlineNanos() {
        return count == 0 ? Long.MAX_VALUE : sinceNanos + MAX_WAIT_NANOS;
    }

    private boolean mayWait(long nowNanos, MediaPacket packet) {
        if (packet.codec.kind() != MediaKind.VIDEO || packet.encoding >= paces.length) {
            return false;
        }
        Pace pace = paces[packet.encoding];
        if (packet.index <= pace.newestIndex) {
            return false;
        }
        if (packet.rtp.timestamp() == pace.timestamp && packet.index == pace.newestIndex + 1) {
            pace.gapNanos = nowNanos - pace.arrivalNanos;
        }
        pace.newestIndex = packet.index;
        pace.timestamp = packet.rtp.timestamp();
        pace.arrivalNanos = nowNanos;
        long deadline = (count == 0 ? nowNanos : sinceNanos) + MAX_WAIT_NANOS;
        return !packet.rtp.marker()
                && !packet.frame.frameEnd
                && packet.rtp.payloadBytes() > 0
                && pace.gapNanos <= deadline - nowNanos
                && count < MAX_PACKETS;
    }

    private void keep(MediaPacket packet) {
        if (count == made) {
            waiting[made] = new MediaPacket();
            data[made++] = new byte[MediaLoop.MAX_DATAGRAM_BYTES];
        }
        waiting[count].copyFrom(packet, data[count], 0);
        count++;
    }

    /** Puts what waits at the head of those that go; their number. */
    private int release() {
        int released = count;
        count = 0;
        for (int i = 0; i < released; i++) {
            MediaPacket packet = waiting[i];
            packet.extensions.parse(packet.rtp, extensions);
            going[i] = packet;
        }
        return released;
    }
}

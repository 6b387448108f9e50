package dev.sluice.sfu.net;

import dev.sluice.ice.agent.IceCredentialsFactory;
import dev.sluice.ice.stun.StunPeek;
import dev.sluice.mediacore.net.DatagramSink;
import dev.sluice.mediacore.net.Protocol;
import dev.sluice.mediacore.net.Tuple;
import dev.sluice.rtp.rtcp.RtcpParser;
import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop with its own socket per local address on the shared UDP port, and the peers that
 * it owns. Every method but {@link #execute} is called on the loop.
 *
 * <p>The gate (hardening rule 1): size, then a known tuple or STUN for a known username fragment.
 * Everything else costs one look-up and a counter.
 */
public final class MediaLoop implements Executor, DatagramSink {

    /** The longest datagram that is looked at: an Ethernet frame's payload. */
    public static final int MAX_DATAGRAM_BYTES = 1500;

    /** Room in front of and behind a received datagram, for headers and tags that grow in place. */
    public static final int HEADROOM_BYTES = 64;

    /** Writes that one system call takes: 32 cost no less, and the first waits for the last. */
    private static final int FLUSH_WRITES = 8;

    private static final Logger LOG = LoggerFactory.getLogger(MediaLoop.class);

    private final int index;
    private final EventLoop eventLoop;
    private final Map<String, DatagramPeer> peersByFragment = new HashMap<>();
    private final byte[] scratch = new byte[MAX_DATAGRAM_BYTES + 2 * HEADROOM_BYTES];
    private final LoopCounters counters = new LoopCounters();
    private final LoopFaults faults = new LoopFaults(counters);
    private final LoopTimer timer = new LoopTimer(this::endSoon, faults);
    private final Limits limits;
    private final TcpConnections tcp = new TcpConnections(this);
    private final LoopMeter meter;

    /** Replaced, never changed: binding and closing happen on other threads. */
    private volatile MediaSocket[] sockets = new MediaSocket[0];

    private MediaLoop[] siblings = new MediaLoop[0];
    private HandOver[] handOvers = new HandOver[0];
    private final Standstill standstill;
    private final Runnable tickTask = this::onTick;
    private @Nullable ScheduledFuture<?> tick;
    private final List<BatchEnd> ends = new ArrayList<>();
    private final Runnable endTask = this::onBatchEnd;

    /** Datagrams are being read: the end of the batch comes by itself. */
    private boolean reading;

    private boolean endScheduled;
    private int unflushed;
    private Runnable batchEnd = () -> {};

    MediaLoop(int index, EventLoop eventLoop, Limits limits) {
        this.limits = limits;
        this.standstill = new Standstill(limits.nanos(Limit.STALE_MILLIS));
        this.index = index;
        this.eventLoop = eventLoop;
        this.meter = new LoopMeter(index);
    }

    /** This loop's place in the server, which its peers' username fragments carry. */
    public int index() {
        return index;
    }

    /** What one peer, room or caller can make the server do or keep. Any thread. */
    public Limits limits() {
        return limits;
    }

    /** Runs a task on this loop. Any thread; the sockets are flushed after it. */
    @Override
    public void execute(Runnable task) {
        eventLoop.execute(task);
    }

    /** Whether this is the loop's thread. */
    public boolean inLoop() {
        return eventLoop.inEventLoop();
    }

    /** The event loop underneath, for timers of the control plane. */
    public EventLoop eventLoop() {
        return eventLoop;
    }

    /** How this loop does. */
    public LoopMeter meter() {
        return meter;
    }

    /** What it counts; to be read on the loop. */
    public LoopCounters counters() {
        return counters.copy();
    }

    /** A packet that may be asked for again had to make room for a newer one. On the loop. */
    public void onResendEvicted() {
        counters.evictedResends++;
    }

    /**
     * An exception that concerns one peer, and ends nothing. On the loop.
     *
     * @param what failed, for the log, which tells one of them a second
     */
    public void onFault(long nowNanos, String what, RuntimeException fault) {
        faults.caught(nowNanos, what, fault);
    }

    /** A datagram that waited for its connection was dropped. On the loop. */
    void onQueuedDropped() {
        counters.droppedSend++;
    }

    /**
     * Makes a peer reachable by its username fragment and drives its deadlines.
     *
     * @param deadline by which the peer says that they changed
     */
    public void register(DatagramPeer peer, Deadline deadline) {
        assertInLoop();
        peersByFragment.put(peer.usernameFragment(), peer);
        if (timer.isEmpty()) {
            long nowNanos = System.nanoTime();
            standstill.start(nowNanos);
            timer.start(nowNanos);
        }
        timer.add(peer, deadline);
    }

    /** Makes a peer reachable by one more username fragment (ICE restart). */
    public void registerFragment(String usernameFragment, DatagramPeer peer) {
        assertInLoop();
        peersByFragment.put(usernameFragment, peer);
    }

    /** Nobody answers to that username fragment any more. */
    public void unregisterFragment(String usernameFragment) {
        assertInLoop();
        peersByFragment.remove(usernameFragment);
    }

    /** Forgets a peer. Its tuples are revoked apart, by {@link #unbind}. */
    public void unregister(DatagramPeer peer) {
        assertInLoop();
        peersByFragment.values().removeIf(registered -> registered == peer);
        timer.remove(peer);
        if (timer.isEmpty()) {
            standstill.stop();
            if (tick != null) {
                tick.cancel(false);
                tick = null;
            }
        }
    }

    /** Tells every loop that a validated tuple belongs to a peer of this loop. */
    public void bind(Tuple tuple, DatagramPeer peer) {
        assertInLoop();
        if (tuple.protocol() == Protocol.TCP) {
            tcp.bind(tuple, peer);
            return;
        }
        for (MediaLoop loop : siblings) {
            if (loop == this) {
                bindRoute(new MediaSocket.Route(tuple, index, peer));
            } else {
                loop.execute(() -> loop.bindRoute(new MediaSocket.Route(tuple, index, null)));
            }
        }
    }

    /** Revokes {@link #bind}; a connection is closed with it. */
    public void unbind(Tuple tuple, DatagramPeer peer) {
        assertInLoop();
        if (tuple.protocol() == Protocol.TCP) {
            tcp.unbind(tuple, peer);
            return;
        }
        for (MediaLoop loop : siblings) {
            if (loop == this) {
                unbindRoute(tuple, index, peer);
            } else {
                loop.execute(() -> loop.unbindRoute(tuple, index, null));
            }
        }
    }

    /**
     * Queues a datagram on the tuple's connection, or the socket of its local address; it leaves at
     * the end of the batch.
     */
    @Override
    public void send(Tuple tuple, byte[] data, int offset, int length) {
        if (!write(tuple, data, offset, length)) {
            counters.droppedSend++;
            return;
        }
        if (tuple.protocol() == Protocol.UDP) {
            onWritten(length);
        }
        queued();
    }

    /** A datagram was written, to a socket or, later perhaps, to its connection. On the loop. */
    void onWritten(int bytes) {
        counters.sentDatagrams++;
        counters.sentBytes += bytes;
    }

    /** Whether {@link #sendSegments} from this local address costs one system call. */
    public boolean segments(Tuple tuple) {
        MediaSocket socket = tuple.protocol() == Protocol.UDP ? socketOf(tuple.local()) : null;
        return socket != null && socket.segments();
    }

    /**
     * Queues datagrams for one destination that lie one behind the other from the start of {@code
     * data}, all of {@code segmentBytes} but the last, which may be shorter.
     */
    public void sendSegments(Tuple tuple, byte[] data, int length, int segmentBytes) {
        MediaSocket socket = socketOf(tuple.local());
        int datagrams = (length + segmentBytes - 1) / segmentBytes;
        if (socket == null || !socket.writeSegments(tuple.remote(), data, length, segmentBytes)) {
            counters.droppedSend += datagrams;
            return;
        }
        counters.sentDatagrams += datagrams;
        counters.sentBytes += length;
        queued();
    }

    /** Enough writes go to the kernel at once: the first need not wait for the last. */
    private void queued() {
        if (++unflushed == FLUSH_WRITES) {
            flush();
        } else {
            endSoon();
        }
    }

    /** Calls {@code work} once at the end of the present batch, before the sockets are flushed. */
    public void atEndOfBatch(BatchEnd work) {
        ends.add(work);
        endSoon();
    }

    private void endSoon() {
        if (!endScheduled && !reading) {
            endScheduled = true;
            eventLoop.execute(endTask);
        }
    }

    /**
     * Runs at the end of each batch of datagrams and each tick, before the sockets are flushed.
     * Called before the loop works.
     */
    public void atBatchEnd(Runnable hook) {
        eventLoop.execute(() -> batchEnd = hook);
    }

    /** The ICE-TCP connections of this loop's peers. */
    TcpConnections tcp() {
        return tcp;
    }

    void connect(MediaLoop[] siblings) {
        this.siblings = siblings;
        handOvers = new HandOver[siblings.length];
        for (int i = 0; i < siblings.length; i++) {
            handOvers[i] = new HandOver(siblings[i]);
        }
    }

    void sockets(List<MediaSocket> bound) {
        sockets = bound.toArray(new MediaSocket[0]);
    }

    List<MediaSocket> sockets() {
        return List.of(sockets);
    }

    /**
     * Datagrams follow that other loops read, perhaps while this one stood still, and then {@link
     * #onBatchEnd}.
     */
    void onHandOver() {
        endScheduled = true;
        standstill.look(System.nanoTime());
    }

    void onHandedOver(long nowNanos, Tuple tuple, byte[] data, int offset, int length) {
        MediaSocket socket = socketOf(tuple.local());
        if (socket != null) {
            deliver(nowNanos, socket.route(tuple.remote()), tuple, data, offset, length);
        }
    }

    void onBatchEnd() {
        endScheduled = false;
        try {
            endBatch();
        } finally {
            setTimer();
        }
    }

    private void endBatch() {
        batchEnd.run();
        for (int i = 0; i < ends.size(); i++) {
            try {
                // Each by its own time: what those before it took is no queue on its path.
                ends.get(i).onBatchEnd(System.nanoTime());
            } catch (RuntimeException e) {
                onFault(System.nanoTime(), "a transport failed at the end of a batch", e);
            }
        }
        ends.clear();
        for (HandOver handOver : handOvers) {
            handOver.flush();
        }
        flush();
    }

    /** Only ever nearer: to run for nothing once costs no more than to set it anew. */
    private void setTimer() {
        long nowNanos = System.nanoTime();
        if (timer.moves(nowNanos)) {
            if (tick != null) {
                tick.cancel(false);
            }
            long delayNanos = timer.wakeNanos() - nowNanos;
            tick = eventLoop.schedule(tickTask, delayNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void flush() {
        if (unflushed > 0) {
            unflushed = 0;
            for (MediaSocket socket : sockets) {
                socket.flush();
            }
            tcp.flush();
        }
        meter.flushed();
    }

    private boolean write(Tuple tuple, byte[] data, int offset, int length) {
        if (tuple.protocol() == Protocol.TCP) {
            return tcp.send(tuple, data, offset, length);
        }
        MediaSocket socket = socketOf(tuple.local());
        return socket != null && socket.write(tuple.remote(), data, offset, length);
    }

    private void bindRoute(MediaSocket.Route route) {
        MediaSocket socket = socketOf(route.tuple().local());
        if (socket != null) {
            socket.bind(route);
        }
    }

    private void unbindRoute(Tuple tuple, int owner, @Nullable DatagramPeer peer) {
        MediaSocket socket = socketOf(tuple.local());
        if (socket != null) {
            socket.unbind(tuple, owner, peer);
        }
    }

    /** A tuple of ours has the very address of its socket, hence the quick look first. */
    @SuppressWarnings("ReferenceEquality") // only to save the comparison of two addresses
    private @Nullable MediaSocket socketOf(InetSocketAddress local) {
        for (MediaSocket socket : sockets) {
            if (socket.local() == local) {
                return socket;
            }
        }
        for (MediaSocket socket : sockets) {
            if (socket.local().equals(local)) {
                return socket;
            }
        }
        return null;
    }

    private void onTick() {
        long nowNanos = System.nanoTime();
        meter.tick(nowNanos, timer.wakeNanos());
        standstill.tick(nowNanos);
        endScheduled = true;
        try {
            timer.run(nowNanos);
        } finally {
            onBatchEnd();
        }
    }

    private void receive(MediaSocket socket, DatagramPacket datagram) {
        ByteBuf content = datagram.content();
        int length = content.readableBytes();
        counters.receivedDatagrams++;
        counters.receivedBytes += length;
        if (length == 0 || length > MAX_DATAGRAM_BYTES) {
            counters.droppedBadSize++;
            return;
        }
        content.getBytes(content.readerIndex(), scratch, HEADROOM_BYTES, length);
        InetSocketAddress remote = datagram.sender();
        MediaSocket.Route route = socket.route(remote);
        Tuple tuple = route != null ? route.tuple() : socket.tuple(remote);
        deliver(System.nanoTime(), route, tuple, scratch, HEADROOM_BYTES, length);
    }

    /**
     * A datagram that came over a connection of this loop. STUN goes by its username fragment when
     * it names one, but never to another loop.
     */
    void receive(TcpConnection connection, byte[] data, int offset, int length) {
        counters.receivedDatagrams++;
        counters.receivedBytes += length;
        System.arraycopy(data, offset, scratch, HEADROOM_BYTES, length);
        String fragment = StunPeek.localUfrag(scratch, HEADROOM_BYTES, length);
        DatagramPeer peer = fragment == null ? connection.peer() : peersByFragment.get(fragment);
        if (peer != null) {
            deliverTo(peer, System.nanoTime(), connection.tuple(), scratch, HEADROOM_BYTES, length);
        } else if (fragment != null) {
            counters.droppedUnknownPeer++;
        } else {
            counters.droppedUnknownTuple++;
        }
    }

    /**
     * Finds the owner: STUN goes by its username fragment when it names one, everything else by its
     * tuple.
     */
    private void deliver(
            long nowNanos,
            MediaSocket.@Nullable Route route,
            Tuple tuple,
            byte[] data,
            int offset,
            int length) {
        if (route == null || data[offset] < 4) {
            String fragment =
                    data[offset] < 4 && data[offset] >= 0
                            ? StunPeek.localUfrag(data, offset, length)
                            : null;
            if (fragment != null) {
                deliverStun(nowNanos, fragment, tuple, data, offset, length);
                return;
            }
        }
        if (route == null) {
            counters.droppedUnknownTuple++;
        } else if (route.owner() != index) {
            handOver(route.owner(), nowNanos, tuple, data, offset, length);
        } else if (route.peer() != null) {
            deliverTo(route.peer(), nowNanos, tuple, data, offset, length);
        }
    }

    private void deliverStun(
            long nowNanos, String fragment, Tuple tuple, byte[] data, int offset, int length) {
        DatagramPeer peer = peersByFragment.get(fragment);
        if (peer != null) {
            deliverTo(peer, nowNanos, tuple, data, offset, length);
            return;
        }
        int owner = IceCredentialsFactory.loopOf(fragment);
        if (owner == index || owner < 0 || owner >= siblings.length) {
            counters.droppedUnknownPeer++;
            return;
        }
        handOver(owner, nowNanos, tuple, data, offset, length);
    }

    private void handOver(
            int owner, long nowNanos, Tuple tuple, byte[] data, int offset, int length) {
        // It may be late here already, or will be where it goes.
        if (dropsStale(nowNanos, data, offset, length)) {
            return;
        }
        if (handOvers[owner].add(nowNanos, tuple, data, offset, length)) {
            counters.handedOver++;
        } else {
            counters.droppedHandOver++;
        }
    }

    private void deliverTo(
            DatagramPeer peer, long nowNanos, Tuple tuple, byte[] data, int offset, int length) {
        if (dropsStale(nowNanos, data, offset, length)) {
            return;
        }
        try {
            peer.onDatagram(nowNanos, tuple, data, offset, length);
        } catch (RuntimeException e) {
            onFault(nowNanos, "transport " + peer.usernameFragment() + " failed on a datagram", e);
        }
    }

    /** SRTP, but neither SRTCP, STUN nor DTLS (RFC 7983). */
    static boolean isMedia(byte[] data, int offset, int length) {
        return (data[offset] & 0xC0) == 0x80 && !RtcpParser.isRtcp(data, offset, length);
    }

    private boolean dropsStale(long nowNanos, byte[] data, int offset, int length) {
        boolean isStale = standstill.isStale(nowNanos) && isMedia(data, offset, length);
        if (isStale) {
            counters.droppedStale++;
        }
        return isStale;
    }

    private void assertInLoop() {
        if (!eventLoop.inEventLoop()) {
            throw new IllegalStateException(
                    "loop " + index + " called from thread " + Thread.currentThread().getName());
        }
    }

    /** The socket's side of Netty. */
    final class Receiver extends ChannelInboundHandlerAdapter {

        private @Nullable MediaSocket socket;

        void attach(MediaSocket socket) {
            this.socket = socket;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            try {
                if (socket != null && message instanceof DatagramPacket datagram) {
                    reading = true;
                    receive(socket, datagram);
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            reading = false;
            onBatchEnd();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // A socket error (an ICMP answer, say) concerns one datagram; the socket lives on. EIO
            // is the
            // interface's way to say that it cannot send segments.
            if (socket != null
                    && socket.segments()
                    && String.valueOf(cause.getMessage()).contains("Input/output")) {
                LOG.warn(
                        "{} cannot send segments (UDP_SEGMENT): sending one by one",
                        socket.local());
                socket.stopSegmenting();
            }
            LOG.debug("socket {}", context.channel().localAddress(), cause);
        }
    }
}

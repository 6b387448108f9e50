package dev.sluice.signaling.client;

import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.ext.ExtensionIds;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.negotiation.LocalDescription.SlotIdentity;
import dev.sluice.sfu.negotiation.MediaSection;
import dev.sluice.sfu.negotiation.NegotiatedCodec;
import dev.sluice.signaling.client.SendStream.SsrcPair;
import dev.sluice.signaling.sdp.Direction;
import dev.sluice.signaling.sdp.OfferedSection;
import dev.sluice.signaling.sdp.StandardCodecs;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Something that a headless participant publishes. {@link #play} may be called from any thread; the
 * rest belongs to the participant's loop.
 */
public final class LocalPublication {

    private static final String STREAM = "headless";

    private final RemotePublication info;
    private final PublishOptions options;
    private final String mid;
    private final ClientTransport transport;
    private final EventLoop loop;
    private final RandomGenerator random;
    private final List<NegotiatedCodec> codecs;
    private final List<SsrcPair> ssrcs = new ArrayList<>();
    private final List<SendStream> streams = new ArrayList<>();
    private final MediaToSend packet = new MediaToSend();
    private @Nullable PacketSource source;
    private @Nullable Runnable pump;
    private long latestNanos;
    private boolean closed;

    LocalPublication(
            RemotePublication info,
            PublishOptions options,
            String mid,
            ClientTransport transport,
            EventLoop loop,
            RandomGenerator random) {
        this.info = info;
        this.options = options;
        this.mid = mid;
        this.transport = transport;
        this.loop = loop;
        this.random = random;
        this.codecs = StandardCodecs.sending(options.codec());
        for (int i = 0; i < options.encodings(); i++) {
            ssrcs.add(SsrcPair.random(codecs.get(0), random));
        }
    }

    /** Unique on the server. */
    public String id() {
        return info.id();
    }

    /** What it shows. */
    public Source source() {
        return info.source();
    }

    /** Audio or video, by the source. */
    public MediaKind kind() {
        return info.kind();
    }

    /**
     * Sends what {@code next} makes, from the moment that media can flow; the source before it
     * ends, and its stream goes on with the next sequence number. Null: sends nothing.
     */
    public void play(@Nullable PacketSource next) {
        loop.execute(() -> start(next));
    }

    String mid() {
        return mid;
    }

    List<SendStream> streams() {
        return streams;
    }

    /** How late a packet left at worst, in nanoseconds, since the last call. */
    long takeLatestNanos() {
        long latest = latestNanos;
        latestNanos = 0;
        return latest;
    }

    /** The server took the section. */
    void negotiated(MediaSection section) {
        if (!streams.isEmpty()) {
            return;
        }
        ExtensionIds ids = ExtensionIds.of(section.extensions());
        for (int i = 0; i < ssrcs.size(); i++) {
            String rid = options.rids().isEmpty() ? null : options.rids().get(i);
            streams.add(
                    new SendStream(transport, codecs.get(0), ids, mid, rid, ssrcs.get(i), random));
        }
        resume();
    }

    /** Media can flow. */
    void resume() {
        if (source != null && pump == null) {
            start(source);
        }
    }

    void onKeyframeRequest(int encoding) {
        if (source != null) {
            source.onKeyframeRequest(encoding);
        }
    }

    void close() {
        closed = true;
        source = null;
        pump = null;
    }

    private void start(@Nullable PacketSource next) {
        source = next;
        pump = null;
        if (next == null || closed || streams.isEmpty() || !transport.connected()) {
            return;
        }
        long startNanos = System.nanoTime();
        Runnable pumping =
                new Runnable() {
                    @Override
                    public void run() {
                        if (pump == this) {
                            pump(next, startNanos, this);
                        }
                    }
                };
        pump = pumping;
        pumping.run();
    }

    private void pump(PacketSource from, long startNanos, Runnable again) {
        long dueNanos = from.nextNanos();
        long nowNanos = System.nanoTime();
        while (dueNanos <= nowNanos - startNanos) {
            latestNanos = Math.max(latestNanos, nowNanos - startNanos - dueNanos);
            packet.clear();
            from.write(nowNanos, packet);
            if (packet.payloadBytes > 0) {
                streams.get(packet.encoding).send(nowNanos, packet);
            }
            dueNanos = from.nextNanos();
            nowNanos = System.nanoTime();
        }
        if (dueNanos != Long.MAX_VALUE && pump == again) {
            var unused =
                    loop.schedule(again, dueNanos - (nowNanos - startNanos), TimeUnit.NANOSECONDS);
        }
    }

    OfferedSection section(boolean ended) {
        return new OfferedSection(
                mid,
                kind(),
                ended ? Direction.INACTIVE : Direction.SENDONLY,
                ended,
                codecs,
                StandardCodecs.extensions(kind()),
                options.rids(),
                new SlotIdentity(ssrcs.get(0).media(), ssrcs.get(0).rtx(), STREAM, STREAM, mid));
    }

    static OfferedSection slot(String mid, MediaKind kind) {
        return new OfferedSection(
                mid,
                kind,
                Direction.RECVONLY,
                false,
                StandardCodecs.all(kind),
                StandardCodecs.extensions(kind),
                List.of(),
                null);
    }
}

package dev.sluice.rtp.forward;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.FrameParser;
import dev.sluice.rtp.ext.Extension;
import dev.sluice.rtp.ext.ExtensionIds;
import dev.sluice.rtp.forward.sim.Mutant;
import dev.sluice.rtp.forward.sim.OutPacket;
import dev.sluice.rtp.forward.sim.Shape;
import dev.sluice.rtp.forward.sim.SimFrame;
import dev.sluice.rtp.forward.sim.SimLookup;
import dev.sluice.rtp.forward.sim.SimPacket;
import dev.sluice.rtp.forward.sim.SimPublication;
import dev.sluice.rtp.forward.sim.StreamOracle;
import dev.sluice.rtp.stream.MediaPacket;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/** Two synthetic publications, a network before the SFU, and a slot whose target keeps changing. */
final class SlotRun {

    static final long SSRC = 0xCAFE_0001L;
    static final int TRANSPORT_ID = 2;
    static final int DESCRIPTOR_ID = 7;

    private static final long NTP_BASE = 3_990_000_000_000_000_000L;
    private static final int MAX_REORDER = 200;

    /** What the network does, and how often, in packets per thousand. */
    record Conditions(int loss, int duplicates, int reorder, boolean switches) {

        static final Conditions PERFECT = new Conditions(0, 0, 0, true);

        boolean lossless() {
            return loss == 0 && duplicates == 0 && reorder == 0;
        }
    }

    private record Waiting(long due, long order, int publication, SimPacket packet) {}

    final Shape shape;
    final SlotSender slot;
    final StreamOracle oracle;
    final SimLookup lookup = new SimLookup();
    final SimPublication[] publications = new SimPublication[2];

    /** Without switches of its own: the frames that went on, and those that came in. */
    final Set<SimFrame> forwarded = new LinkedHashSet<>();

    final Set<SimFrame> offered = new LinkedHashSet<>();
    int keyframeWishes;
    int delivered;
    private final Conditions conditions;
    private final Random random;
    private final PublicationView[] views = new PublicationView[2];
    private final FrameParser[][] parsers;
    private final MediaPacket media = new MediaPacket();
    private final ExtensionIds publisherIds =
            ExtensionIds.of(Map.of(Extension.DEPENDENCY_DESCRIPTOR, SimPublication.DESCRIPTOR_ID));
    private final PriorityQueue<Waiting> network =
            new PriorityQueue<>((a, b) ->
                    a.due != b.due ? Long.compare(a.due, b.due) : Long.compare(a.order, b.order));
    private final CollectingOut out = new CollectingOut();
    private final List<byte[]> recent = new ArrayList<>();
    private final int[] keyframeIn = {-1, -1};
    private final int[] keyframeOf = {0, 0};
    private Mutant mutant;
    private int transportSequence;
    private int carried;
    private long position;
    private long nowNanos;
    private long pictures;

    SlotRun(Shape shape, long seed, Conditions conditions) {
        this.shape = shape;
        this.conditions = conditions;
        random = new Random(seed);
        boolean descriptors = shape.descriptor && random.nextInt(3) != 0;
        boolean mid = random.nextBoolean();
        parsers = new FrameParser[2][shape.encodings];
        PublisherClock clock = new PublisherClock();
        PayloadFormat published =
                new PayloadFormat(codec(), SimPublication.TYPE, SimPublication.TYPE + 1, "");
        for (int i = 0; i < 2; i++) {
            publications[i] = new SimPublication(shape, i, random);
            views[i] =
                    new PublicationView(
                            codec().kind(),
                            shape.encodings,
                            List.of(published),
                            publisherIds,
                            clock);
            for (int e = 0; e < shape.encodings; e++) {
                parsers[i][e] = new FrameParser();
            }
        }
        slot = new SlotSender(config(mid, descriptors), random);
        oracle =
                new StreamOracle(
                        shape,
                        SSRC,
                        conditions.lossless(),
                        TRANSPORT_ID,
                        descriptors ? DESCRIPTOR_ID : -1);
        slot.source(0, views[0]);
    }

    private SlotConfig config(boolean mid, boolean descriptors) {
        Map<Extension, Integer> ids = new EnumMap<>(Extension.class);
        ids.put(Extension.TRANSPORT_CC, TRANSPORT_ID);
        if (mid) {
            ids.put(Extension.MID, 3);
        }
        if (descriptors) {
            ids.put(Extension.DEPENDENCY_DESCRIPTOR, DESCRIPTOR_ID);
        }
        PayloadFormat format = new PayloadFormat(codec(), 50, 51, "");
        return new SlotConfig(
                "v7", codec().kind(), SSRC, SSRC + 1, List.of(format), ExtensionIds.of(ids));
    }

    /** Makes sure that the subscriber gets dependency descriptors, if there are any. */
    void withDescriptors() {
        slot.configure(config(false, true));
    }

    private Codec codec() {
        return Codec.valueOf(shape.codec());
    }

    long now() {
        return nowNanos;
    }

    /** Sends pictures until {@code packets} reached the SFU. */
    SlotRun run(int packets) {
        while (delivered < packets) {
            picture();
        }
        return this;
    }

    /** One picture of both publications. */
    void picture() {
        long captureNanos = pictures++ * shape.periodNanos();
        for (int i = 0; i < 2; i++) {
            if (keyframeIn[i] >= 0 && keyframeIn[i]-- == 0) {
                publications[i].requestKeyframe(keyframeOf[i]);
            }
            List<SimPacket> packets = publications[i].next(captureNanos);
            for (SimPacket packet : packets) {
                lookup.add(packet);
                offer(i, packet);
            }
        }
        nowNanos = captureNanos + 20_000_000L;
        while (!network.isEmpty() && network.peek().due <= position) {
            Waiting next = network.poll();
            nowNanos += 100_000;
            deliver(next.publication, next.packet);
            if (conditions.switches) {
                meddle();
            }
        }
    }

    private void offer(int publication, SimPacket packet) {
        position++;
        if (random.nextInt(1_000) < conditions.loss) {
            return;
        }
        boolean late = random.nextInt(1_000) < conditions.reorder;
        long due = position + (late ? 1 + random.nextInt(MAX_REORDER) : 0);
        network.add(new Waiting(due, position, publication, packet));
        if (random.nextInt(1_000) < conditions.duplicates) {
            network.add(new Waiting(due + random.nextInt(50), position, publication, packet));
        }
    }

    private void deliver(int publication, SimPacket packet) {
        delivered++;
        if (packet.arrival < 0) {
            oracle.onArrival(packet);
        }
        if (!conditions.switches && !packet.padding()) {
            offered.add(packet.frame);
        }
        byte[] bytes = packet.rtp.clone();
        media.rtp.parse(bytes, 0, bytes.length);
        media.extensions.parse(media.rtp, publisherIds);
        media.encoding = packet.encoding;
        media.codec = codec();
        media.index = packet.index;
        media.arrivalNanos = nowNanos;
        media.ntpNanos = NTP_BASE + packet.frame.captureNanos;
        parsers[publication][packet.encoding].parse(
                media.codec, media.rtp, media.extensions, media.frame);
        views[publication].onMedia(nowNanos, media);
        if (publication == carried) {
            slot.onMedia(nowNanos, media, out);
        }
        judge();
        askForKeyframe();
    }

    private void askForKeyframe() {
        int encoding = slot.wantedKeyframe(nowNanos);
        keyframeWishes += encoding >= 0 ? 1 : 0;
        if (encoding >= 0 && carried >= 0 && keyframeIn[carried] < 0) {
            keyframeIn[carried] = 1 + random.nextInt(3);
            keyframeOf[carried] = encoding;
        }
    }

    private void judge() {
        for (CollectingOut.Written written : out.packets) {
            if (mutant == null) {
                oracle.onSent(written.bytes(), lookup);
                remember(written.bytes());
            } else {
                judgeSpoilt(written.bytes());
            }
            if (recent.size() < 300) {
                recent.add(written.bytes());
            } else {
                recent.set(random.nextInt(300), written.bytes());
            }
        }
        out.packets.clear();
    }

    private void remember(byte[] bytes) {
        OutPacket packet = new OutPacket(bytes);
        if (!conditions.switches && packet.ssrc == SSRC && !packet.empty()) {
            forwarded.add(lookup.find(packet).frame);
        }
    }

    private void judgeSpoilt(byte[] bytes) {
        OutPacket packet = new OutPacket(bytes);
        SimPacket source = packet.ssrc == SSRC && !packet.empty() ? lookup.find(packet) : null;
        for (byte[] spoilt : mutant.spoil(bytes, source, SSRC)) {
            int at = new OutPacket(spoilt).extension(TRANSPORT_ID, new int[1]);
            spoilt[at] = (byte) (transportSequence >>> 8);
            spoilt[at + 1] = (byte) transportSequence;
            transportSequence += mutant.skipsTransportNumber() ? 2 : 1;
            oracle.onSent(spoilt, lookup);
        }
    }

    /** Spoils what the slot sends before it is judged. */
    void mutant(Mutant planted) {
        mutant = planted;
    }

    /** What may happen to a slot between two packets. */
    private void meddle() {
        int dice = random.nextInt(4_000);
        if (dice < 40) {
            int layer = random.nextInt(4);
            slot.target(nowNanos, layer == 3 ? SlotSender.HIGHEST : layer, random.nextInt(4));
        } else if (dice < 42) {
            slot.target(nowNanos, SlotSender.OFF, 0);
            oracle.onInterruption(false);
        } else if (dice < 46) {
            carried = random.nextInt(5) == 0 ? -1 : random.nextInt(2);
            PublicationView view = carried < 0 ? null : views[carried];
            slot.source(nowNanos, null);
            slot.source(nowNanos, view);
            oracle.onInterruption(true);
        } else if (dice < 60) {
            slot.onKeyframeRequest(nowNanos);
        } else if (dice < 63) {
            slot.onReported();
        } else if (dice < 70 && shape.spatialLayers > 1) {
            publications[random.nextInt(2)].activeLayers(1 + random.nextInt(3));
        } else if (dice < 200 && !recent.isEmpty()) {
            byte[] packet = recent.get(random.nextInt(recent.size()));
            int sequence = (packet[2] & 0xFF) << 8 | (packet[3] & 0xFF);
            slot.onNack(nowNanos, sequence, random.nextInt(1 << 16), out);
            judge();
        } else if (dice < 210) {
            slot.probe(nowNanos, random.nextInt(3_000), out);
            judge();
        }
    }
}

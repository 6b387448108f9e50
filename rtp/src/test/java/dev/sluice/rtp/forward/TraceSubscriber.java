package dev.sluice.rtp.forward;

import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.ext.Extension;
import dev.sluice.rtp.ext.ExtensionIds;
import dev.sluice.rtp.packet.RtpPacket;
import dev.sluice.rtp.stream.MediaPacket;
import dev.sluice.rtp.stream.RtpReceiver;
import dev.sluice.rtp.stream.TrackConfig;
import dev.sluice.rtp.trace.Trace;
import dev.sluice.rtp.trace.TracePacket;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Plays one section of a trace through ingest into a slot, as the SFU would. */
final class TraceSubscriber {

    static final long SSRC = 0xCAFE_0001L;
    static final long RTX_SSRC = 0xCAFE_0002L;
    static final int TYPE_SHIFT = 3;

    /** Called before each packet of the trace. */
    interface Step {
        void before(TracePacket packet, SlotSender slot);
    }

    final CollectingOut out = new CollectingOut();
    final SlotSender slot;
    final PublicationView view;
    int switches;
    final List<Integer> keyframeWishes = new ArrayList<>();
    private final Trace trace;
    private final TrackConfig track;
    private final RtpReceiver receiver = new RtpReceiver(1, "test");
    private Step step = (packet, sender) -> {};
    private boolean lossless;
    private int layer = SlotSender.OFF;

    TraceSubscriber(Trace trace, String mid, Set<Extension> negotiated) {
        this.trace = trace;
        this.track =
                trace.tracks().stream().filter(t -> t.mid().equals(mid)).findFirst().orElseThrow();
        receiver.configure(trace.tracks());
        view =
                new PublicationView(
                        track.kind(),
                        track.encodings(),
                        formats(track, 0),
                        ExtensionIds.of(track.extensions()),
                        new PublisherClock());
        Map<Extension, Integer> ids = new EnumMap<>(Extension.class);
        int id = 1;
        for (Extension extension : negotiated) {
            ids.put(extension, id++);
        }
        SlotConfig config =
                new SlotConfig(
                        "s1",
                        track.kind(),
                        SSRC,
                        track.kind() == MediaKind.VIDEO ? RTX_SSRC : -1,
                        formats(track, TYPE_SHIFT),
                        ExtensionIds.of(ids));
        slot = new SlotSender(config, new Random(1));
        slot.source(0, view);
    }

    /** The trace's formats, with payload types moved so that forgetting to map them shows. */
    static List<PayloadFormat> formats(TrackConfig track, int shift) {
        List<PayloadFormat> formats = new ArrayList<>();
        for (TrackConfig.Format format : track.formats()) {
            int rtx = format.rtxPayloadType();
            formats.add(
                    new PayloadFormat(
                            format.codec(),
                            (format.payloadType() + shift) & 0x7F,
                            rtx < 0 ? rtx : (rtx + shift) & 0x7F,
                            ""));
        }
        return formats;
    }

    TraceSubscriber before(Step newStep) {
        step = newStep;
        return this;
    }

    /** Takes what the network dropped behind the capture as delivered. */
    TraceSubscriber lossless() {
        lossless = true;
        return this;
    }

    TraceSubscriber run() {
        RtpPacket rtp = new RtpPacket();
        Set<Trace.Dropped> dropped = trace.dropped();
        for (TracePacket packet : trace.packets()) {
            if (!packet.outgoing()) {
                continue;
            }
            long now = packet.nanos();
            step.before(packet, slot);
            byte[] bytes = packet.bytes().clone();
            if (packet.rtcp()) {
                receiver.onRtcp(now, bytes, 0, bytes.length);
                continue;
            }
            rtp.parse(bytes, 0, bytes.length);
            if (lossless
                    || !dropped.contains(new Trace.Dropped(rtp.ssrc(), rtp.sequenceNumber()))) {
                receiver.onRtp(now, bytes, 0, bytes.length, this::onMedia);
            }
        }
        return this;
    }

    private void onMedia(long nowNanos, MediaPacket packet) {
        if (!packet.mid.equals(track.mid())) {
            return;
        }
        view.onMedia(nowNanos, packet);
        slot.onMedia(nowNanos, packet, out);
        switches += slot.layer() != layer ? 1 : 0;
        layer = slot.layer();
        int wish = slot.wantedKeyframe(nowNanos);
        if (wish != SlotSender.NONE) {
            keyframeWishes.add(wish);
        }
    }
}

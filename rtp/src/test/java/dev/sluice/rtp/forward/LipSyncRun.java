package dev.sluice.rtp.forward;

import dev.sluice.mediacore.buf.Bytes;
import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.ext.Extension;
import dev.sluice.rtp.ext.ExtensionIds;
import dev.sluice.rtp.forward.sim.OutPacket;
import dev.sluice.rtp.forward.sim.Shape;
import dev.sluice.rtp.forward.sim.SimLookup;
import dev.sluice.rtp.forward.sim.SimPacket;
import dev.sluice.rtp.forward.sim.SimPublication;
import dev.sluice.rtp.rtcp.NtpTime;
import dev.sluice.rtp.rtcp.RtcpWriter;
import dev.sluice.rtp.stream.RtpReceiver;
import dev.sluice.rtp.stream.TrackConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * Two publishers whose clocks disagree send sound and pictures through networks that delay them,
 * and a subscriber's slots are switched between their layers and between them. Judges by the slots'
 * sender reports at what times a player would show what was captured when.
 */
final class LipSyncRun {

    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;
    private static final long OUR_NTP = 3_990_000_000L * SECOND;
    private static final long AUDIO_PERIOD = 20 * MILLI;
    private static final int AUDIO_TYPE = 111;
    private static final int AUDIO_SSRC = 0x9000;

    /** The largest distance between how late the sound and how late the picture is shown. */
    long worstNanos;

    int layerSwitches;
    int judged;

    private final Shape shape;
    private final Random random;
    private final Publisher[] publishers = new Publisher[2];
    private final Output audio;
    private final Output video;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>((a, b) ->
                    a.nanos != b.nanos ? Long.compare(a.nanos, b.nanos) : a.order - b.order);
    private int order;
    private int carried = -1;
    private int lastLayer = -1;
    private long nowNanos;

    private record Event(long nanos, int order, Runnable action) {}

    LipSyncRun(Shape shape, long seed) {
        this.shape = shape;
        this.random = new Random(seed);
        this.audio = new Output(Codec.OPUS, 0xA);
        this.video = new Output(Codec.valueOf(shape.codec()), 0xB);
        for (int i = 0; i < 2; i++) {
            publishers[i] = new Publisher(i);
        }
    }

    void run(int seconds) {
        for (Publisher publisher : publishers) {
            publisher.start();
        }
        for (int i = 0; i < seconds; i++) {
            int step = i;
            at(i * SECOND + random.nextInt(200) * MILLI, () -> meddle(step));
        }
        while (nowNanos < seconds * SECOND) {
            Event next = events.poll();
            nowNanos = next.nanos;
            next.action.run();
            audio.report();
            video.report();
            audio.judge();
            video.judge();
        }
    }

    private void at(long nanos, Runnable action) {
        events.add(new Event(nanos, order++, action));
    }

    /** Another layer each second, the other publisher every seven. */
    private void meddle(int step) {
        if (step % 7 == 0) {
            carried = step / 7 % 2;
            for (Output output : List.of(audio, video)) {
                output.lagNanos = Output.UNKNOWN;
                output.slot.source(nowNanos, null);
            }
            audio.slot.source(nowNanos, publishers[carried].sound);
            video.slot.source(nowNanos, publishers[carried].pictures);
        }
        video.slot.target(nowNanos, new int[] {0, 2, 1, 2}[step % 4], SlotSender.HIGHEST);
    }

    /** A slot, and a player that believes its latest sender report. */
    private final class Output {

        static final long UNKNOWN = Long.MIN_VALUE;

        final SlotSender slot;
        final Codec codec;
        final CollectingOut out = new CollectingOut();
        final SenderReport latest = new SenderReport();
        boolean reported;

        /** How much later than captured it is shown, but for what is the same for both. */
        long lagNanos = UNKNOWN;

        Output(Codec codec, int ssrc) {
            this.codec = codec;
            this.slot =
                    new SlotSender(
                            new SlotConfig(
                                    "m" + ssrc,
                                    codec.kind(),
                                    ssrc,
                                    -1,
                                    List.of(new PayloadFormat(codec, 50, -1, "")),
                                    ExtensionIds.of(Map.of(Extension.DEPENDENCY_DESCRIPTOR, 7))),
                            random);
        }

        void report() {
            reported |= slot.senderReport(nowNanos, nowNanos + OUR_NTP, latest);
        }

        void judge() {
            for (CollectingOut.Written written : out.packets) {
                OutPacket packet = new OutPacket(written.bytes());
                if (reported && !packet.empty() && carried >= 0) {
                    int ahead = (int) (packet.timestamp - latest.rtpTimestamp);
                    long shown = latest.ntpNanos + ahead * SECOND / codec.clockRateHz() - OUR_NTP;
                    lagNanos = shown - captured(packet);
                    compare();
                }
            }
            out.packets.clear();
        }

        private long captured(OutPacket packet) {
            return codec == Codec.OPUS
                    ? Bytes.uint64(packet.bytes, packet.payloadOffset)
                    : publishers[carried].lookup.find(packet).frame.captureNanos;
        }
    }

    private void compare() {
        // Before the publisher tells its clock, nobody can know what belongs together.
        boolean told = nowNanos > publishers[carried].toldNanos;
        if (told && audio.lagNanos != Output.UNKNOWN && video.lagNanos != Output.UNKNOWN) {
            judged++;
            worstNanos = Math.max(worstNanos, Math.abs(audio.lagNanos - video.lagNanos));
        }
        layerSwitches += video.slot.layer() == lastLayer ? 0 : 1;
        lastLayer = video.slot.layer();
    }

    /** A microphone and a camera on one machine. */
    private final class Publisher {

        final SimLookup lookup = new SimLookup();
        final PublicationView sound;
        final PublicationView pictures;
        private final int number;
        private final SimPublication camera;
        private final RtpReceiver receiver = new RtpReceiver(1, "c");

        /** What its clock is ahead of ours. */
        private final long clockNanos;

        /** Of each encoding, and of the sound: a timestamp and when it was captured. */
        private final long[] knownTimestamps;

        private final long[] knownNanos;
        private final long audioBase = random.nextInt() & 0xFFFF_FFFFL;
        private int audioSequence = random.nextInt(1 << 16);
        private long lastArrivalNanos;
        private long toldNanos;

        Publisher(int number) {
            this.number = number;
            camera = new SimPublication(shape, number, random);
            clockNanos = (number == 0 ? 5 : -70) * 3_600 * SECOND + random.nextInt();
            knownTimestamps = new long[shape.encodings];
            knownNanos = new long[shape.encodings];
            PublisherClock clock = new PublisherClock();
            sound = view(audio.codec, 1, AUDIO_TYPE, clock);
            pictures = view(video.codec, shape.encodings, SimPublication.TYPE, clock);
            receiver.configure(tracks());
        }

        private PublicationView view(Codec codec, int encodings, int type, PublisherClock clock) {
            return new PublicationView(
                    codec.kind(),
                    encodings,
                    List.of(new PayloadFormat(codec, type, -1, "")),
                    ids(),
                    clock);
        }

        private ExtensionIds ids() {
            return ExtensionIds.of(
                    Map.of(Extension.DEPENDENCY_DESCRIPTOR, SimPublication.DESCRIPTOR_ID));
        }

        private List<TrackConfig> tracks() {
            List<String> rids = new ArrayList<>();
            List<TrackConfig.SignalledSsrc> ssrcs = new ArrayList<>();
            for (int e = 0; e < shape.encodings; e++) {
                rids.add("r" + e);
                ssrcs.add(new TrackConfig.SignalledSsrc(ssrc(e), -1));
            }
            return List.of(
                    track("a", audio.codec, AUDIO_TYPE, List.of(), List.of()),
                    track(
                            "v",
                            video.codec,
                            SimPublication.TYPE,
                            shape.encodings > 1 ? rids : List.of(),
                            ssrcs));
        }

        private TrackConfig track(
                String mid,
                Codec codec,
                int type,
                List<String> rids,
                List<TrackConfig.SignalledSsrc> ssrcs) {
            return new TrackConfig(
                    mid,
                    codec.kind(),
                    List.of(new TrackConfig.Format(codec, type, -1, false, false, false, false)),
                    Map.of(
                            Extension.RID,
                            14,
                            Extension.DEPENDENCY_DESCRIPTOR,
                            SimPublication.DESCRIPTOR_ID),
                    rids,
                    ssrcs,
                    false);
        }

        private long ssrc(int encoding) {
            return 0x1000L * (number + 1) + encoding;
        }

        void start() {
            speak(random.nextInt(20) * MILLI);
            film(random.nextInt(30) * MILLI);
            long reports = 200 + random.nextInt(800);
            toldNanos = reports * MILLI + 2 * SECOND;
            for (int e = 0; e < shape.encodings; e++) {
                int encoding = e;
                at(reports * MILLI, () -> reportPictures(encoding));
            }
            at(reports * MILLI, this::reportSound);
        }

        private void speak(long captureNanos) {
            byte[] rtp = new byte[12 + 8 + 60];
            rtp[0] = (byte) 0x80;
            rtp[1] = AUDIO_TYPE;
            Bytes.put16(rtp, 2, audioSequence++);
            Bytes.put32(rtp, 4, audioTimestamp(captureNanos));
            Bytes.put32(rtp, 8, AUDIO_SSRC);
            Bytes.put64(rtp, 12, captureNanos);
            at(captureNanos + 3 * MILLI, () -> send(rtp));
            at(captureNanos + AUDIO_PERIOD, () -> speak(captureNanos + AUDIO_PERIOD));
        }

        private long audioTimestamp(long captureNanos) {
            return audioBase + captureNanos * 48 / MILLI;
        }

        private void film(long captureNanos) {
            List<SimPacket> packets = camera.next(captureNanos);
            long encodedNanos = captureNanos + (15 + random.nextInt(15)) * MILLI;
            for (int i = 0; i < packets.size(); i++) {
                SimPacket packet = packets.get(i);
                lookup.add(packet);
                knownTimestamps[packet.encoding] = packet.frame.timestamp;
                knownNanos[packet.encoding] = captureNanos;
                // Higher encodings take longer.
                long extraNanos = packet.encoding * 4 * MILLI + i * MILLI / 4;
                at(encodedNanos + extraNanos, () -> send(packet.rtp.clone()));
            }
            long next = captureNanos + shape.periodNanos();
            at(next, () -> film(next));
        }

        /** Over a network that delays by 40 to 65 ms and keeps the order. */
        private void send(byte[] rtp) {
            long arrives = nowNanos + (40 + random.nextInt(25)) * MILLI;
            lastArrivalNanos = Math.max(lastArrivalNanos + MILLI / 20, arrives);
            at(lastArrivalNanos, () -> receive(rtp));
        }

        private void receive(byte[] rtp) {
            receiver.onRtp(
                    nowNanos,
                    rtp,
                    0,
                    rtp.length,
                    (now, packet) -> {
                        boolean sounds = packet.codec.kind() == MediaKind.AUDIO;
                        Output output = sounds ? audio : video;
                        (sounds ? sound : pictures).onMedia(now, packet);
                        if (carried == number) {
                            output.slot.onMedia(now, packet, output.out);
                        }
                    });
            int wanted = video.slot.wantedKeyframe(nowNanos);
            if (wanted >= 0 && carried >= 0) {
                SimPublication asked = publishers[carried].camera;
                at(nowNanos + 60 * MILLI, () -> asked.requestKeyframe(wanted));
            }
        }

        private void reportPictures(int encoding) {
            long since = (nowNanos - knownNanos[encoding]) * 9 / 100_000;
            report(ssrc(encoding), knownTimestamps[encoding] + since);
            at(nowNanos + SECOND, () -> reportPictures(encoding));
        }

        private void reportSound() {
            report(AUDIO_SSRC, audioTimestamp(nowNanos));
            at(nowNanos + SECOND, this::reportSound);
        }

        private void report(long ssrc, long timestamp) {
            RtcpWriter writer = new RtcpWriter();
            long ntp = NtpTime.ofNanos(OUR_NTP + nowNanos + clockNanos);
            writer.senderReport(ssrc, ntp, timestamp & 0xFFFF_FFFFL, 1, 1);
            byte[] rtcp = java.util.Arrays.copyOf(writer.data(), writer.length());
            at(nowNanos + 50 * MILLI, () -> receiver.onRtcp(nowNanos, rtcp, 0, rtcp.length));
        }
    }
}

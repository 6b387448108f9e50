package dev.sluice.sfu.tap;

import dev.sluice.dtlssrtp.dtls.DtlsRole;
import dev.sluice.ice.agent.IceCredentials;
import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.ext.Extension;
import dev.sluice.rtp.stream.MediaPacket;
import dev.sluice.rtp.stream.RtpReceiver;
import dev.sluice.rtp.stream.TrackConfig;
import dev.sluice.sfu.forward.KeyframeSource;
import dev.sluice.sfu.forward.LoopLinks;
import dev.sluice.sfu.forward.PublishedTrack;
import dev.sluice.sfu.forward.PublisherClocks;
import dev.sluice.sfu.negotiation.MediaSection;
import dev.sluice.sfu.negotiation.NegotiatedCodec;
import dev.sluice.sfu.negotiation.RemoteDescription;
import dev.sluice.sfu.net.BatchEnd;
import dev.sluice.sfu.net.MediaLoop;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what Java code writes, without ICE, DTLS and sockets: for bots, music, files. Whoever
 * writes keeps the time: a frame goes out when it is written. Any thread, one at a time; never
 * blocks.
 */
public final class MediaWriter implements KeyframeSource {

    /** An audio level that is not told. */
    public static final int NO_LEVEL = -1;

    private static final int MAX_PAYLOAD_BYTES = 1_200;
    private static final int MAX_WAITING = 1_024;

    /** Each writer has a receiver of its own, so one SSRC does for all; nobody else sees it. */
    private static final int SSRC = 0x4A41_5641;

    private static final int PAYLOAD_TYPE = 96;
    private static final int LEVEL_ID = 1;
    private static final int HEADER_BYTES = 12;
    private static final int LEVEL_BYTES = 8;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private static final BatchEnd FLUSH_ONLY = nowNanos -> {};

    private final String publicationId;
    private final Codec codec;
    private final Home home;
    private final PublishedTrack track;
    private final MediaPacket[] received = new MediaPacket[1];
    private final RtpReceiver receiver = new RtpReceiver(1, "java");
    private final KeyframeListener keyframes;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private volatile boolean ended;

    // Touched by whoever writes.
    private final @Nullable Packetizer packetizer;
    private int sequence;
    private boolean began;
    private long firstTimestamp;
    private long firstNtpNanos;
    private long toldTimestamp;

    /**
     * Where a writer lives.
     *
     * @param loop sends what is written
     * @param links of that loop
     * @param loops of the server
     * @param clocks of the participant that publishes
     * @param ntpOffsetNanos from monotonic time to nanoseconds since 1900
     * @param executor runs the listener
     */
    public record Home(
            MediaLoop loop,
            LoopLinks links,
            int loops,
            PublisherClocks clocks,
            long ntpOffsetNanos,
            Executor executor) {}

    /** A writer for a reserved publication. */
    public MediaWriter(
            String publicationId,
            Codec codec,
            boolean screen,
            Home home,
            KeyframeListener keyframes) {
        this.publicationId = publicationId;
        this.codec = codec;
        this.home = home;
        this.keyframes = keyframes;
        this.packetizer = Packetizer.cuts(codec) ? new Packetizer(codec, MAX_PAYLOAD_BYTES) : null;
        MediaSection section = section();
        this.track =
                new PublishedTrack(
                        publicationId,
                        screen,
                        section,
                        home.clocks(),
                        home.loop(),
                        this,
                        home.loops());
        TrackConfig config = config(section);
        home.loop().execute(() -> receiver.configure(List.of(config)));
    }

    /** The publication's id, as others hear of it. */
    public String publicationId() {
        return publicationId;
    }

    /** Packets dropped so far because the media loop was too busy. Any thread. */
    public long dropped() {
        return dropped.get();
    }

    /** Whether the publication has ended: what is written goes nowhere. */
    public boolean ended() {
        return ended;
    }

    /**
     * Writes a frame: an Opus packet, a VP8 frame, or an H264 access unit with start codes.
     *
     * @param timestamp in units of the codec's clock, since the writer's own beginning
     * @param audioLevel in -dBov (0 the loudest, 127 silence), or {@link #NO_LEVEL}
     * @throws IllegalArgumentException for another codec, or an empty frame
     */
    public void writeFrame(byte[] frame, long timestamp, int audioLevel) {
        if (packetizer == null) {
            throw new IllegalArgumentException(codec + " is not cut here: write RTP payloads");
        }
        boolean audio = codec.kind() == MediaKind.AUDIO;
        packetizer.packetize(
                frame, (payload, last) -> writeRtp(payload, timestamp, last && !audio, audioLevel));
    }

    /**
     * Writes one RTP payload, whole with the codec's payload descriptor.
     *
     * @param payload at most 1,200 bytes
     * @param timestamp in units of the codec's clock, since the writer's own beginning
     * @param marker the RTP marker bit: last of a video frame, first after silence in audio
     * @param audioLevel in -dBov (0 the loudest, 127 silence), or {@link #NO_LEVEL}
     * @throws IllegalArgumentException for a longer payload
     */
    public void writeRtp(byte[] payload, long timestamp, boolean marker, int audioLevel) {
        if (payload.length > MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException(
                    "the payload has "
                            + payload.length
                            + " bytes: give "
                            + MAX_PAYLOAD_BYTES
                            + " at most");
        }
        if (ended) {
            return;
        }
        byte[] packet = packet(payload, timestamp, marker, audioLevel);
        if (!began) {
            firstTimestamp = timestamp;
            firstNtpNanos = System.nanoTime() + home.ntpOffsetNanos();
        }
        boolean tellClock = !began || timestamp - toldTimestamp >= codec.clockRateHz();
        began = true;
        long ntp = 0;
        if (tellClock) {
            toldTimestamp = timestamp;
            ntp = ntpAt(timestamp);
        }
        send(packet, timestamp, ntp);
    }

    private void send(byte[] packet, long timestamp, long ntp) {
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            dropped.incrementAndGet();
            return;
        }
        try {
            home.loop()
                    .execute(() -> {
                        waiting.decrementAndGet();
                        receive(packet, timestamp, ntp);
                    });
        } catch (RejectedExecutionException e) {
            // The server is closed.
            ended = true;
        }
    }

    /** 32.32 fixed-point seconds since 1900 (RFC 3550, section 4). */
    private long ntpAt(long timestamp) {
        long units = timestamp - firstTimestamp;
        long nanos =
                firstNtpNanos
                        + units / codec.clockRateHz() * NANOS_PER_SECOND
                        + units % codec.clockRateHz() * NANOS_PER_SECOND / codec.clockRateHz();
        long rest = nanos % NANOS_PER_SECOND;
        return ((nanos / NANOS_PER_SECOND) << 32) | ((rest << 32) / NANOS_PER_SECOND);
    }

    /**
     * An RTP packet (RFC 3550, section 5.1), with the level in a one-byte extension (RFC 8285,
     * section 4.2) where it is told.
     */
    private byte[] packet(byte[] payload, long timestamp, boolean marker, int audioLevel) {
        boolean told = audioLevel != NO_LEVEL && codec.kind() == MediaKind.AUDIO;
        int header = HEADER_BYTES + (told ? LEVEL_BYTES : 0);
        ByteBuffer packet = ByteBuffer.allocate(header + payload.length);
        packet.put((byte) (told ? 0x90 : 0x80));
        packet.put((byte) (PAYLOAD_TYPE | (marker ? 0x80 : 0)));
        packet.putShort((short) sequence++);
        packet.putInt((int) timestamp);
        packet.putInt(SSRC);
        if (told) {
            packet.putShort((short) 0xBEDE).putShort((short) 1);
            packet.put((byte) (LEVEL_ID << 4)).put((byte) (audioLevel & 0x7F));
            packet.putShort((short) 0);
        }
        return packet.put(payload).array();
    }

    // What the server does with it.

    /** The track, for the room's loop. */
    public PublishedTrack track() {
        return track;
    }

    /** What a client would have offered to publish this. */
    public RemoteDescription offer() {
        return new RemoteDescription(
                new IceCredentials("java", "a-peer-without-a-socket"),
                List.of(),
                DtlsRole.SERVER,
                List.of(section()));
    }

    private MediaSection section() {
        return new MediaSection(
                "java-" + publicationId,
                codec.kind(),
                true,
                false,
                List.of(
                        new NegotiatedCodec(
                                codec,
                                PAYLOAD_TYPE,
                                NegotiatedCodec.NO_RTX,
                                parameters(codec),
                                false,
                                true,
                                false,
                                false,
                                false)),
                Map.of(Extension.AUDIO_LEVEL, LEVEL_ID),
                List.of(),
                List.of(new MediaSection.SignalledStream(SSRC, -1)),
                false);
    }

    /** Constrained baseline H264 in mode 1, as every browser decodes it. */
    private static String parameters(Codec codec) {
        return switch (codec) {
            case H264 -> "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f";
            case VP9 -> "profile-id=0";
            case OPUS -> "minptime=10;useinbandfec=1";
            default -> "";
        };
    }

    private static TrackConfig config(MediaSection section) {
        List<TrackConfig.Format> formats = new ArrayList<>();
        for (NegotiatedCodec known : section.codecs()) {
            formats.add(
                    new TrackConfig.Format(
                            known.codec(),
                            known.payloadType(),
                            TrackConfig.Format.NO_RTX,
                            false,
                            false,
                            false,
                            false));
        }
        return new TrackConfig(
                section.mid(),
                section.kind(),
                formats,
                section.extensions(),
                List.of(),
                List.of(new TrackConfig.SignalledSsrc(SSRC, -1)),
                false);
    }

    /** The publication ended. */
    public void end() {
        ended = true;
        track.end();
    }

    @Override
    public void requestKeyframe(String mid, int encoding) {
        home.executor().execute(keyframes::onKeyframeRequest);
    }

    private void receive(byte[] packet, long timestamp, long ntp) {
        long nowNanos = System.nanoTime();
        if (ntp != 0) {
            receiver.onSenderReport(nowNanos, SSRC, ntp, timestamp & 0xFFFF_FFFFL, 0, 0);
        }
        receiver.onRtp(nowNanos, packet, 0, packet.length, this::onMedia);
        // No datagram came, so the loop would not by itself flush the ways to other loops.
        home.loop().atEndOfBatch(FLUSH_ONLY);
    }

    private void onMedia(long nowNanos, MediaPacket packet) {
        received[0] = packet;
        track.onMedia(nowNanos, received, 1, home.links());
    }
}

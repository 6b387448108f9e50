package dev.sluice.rtp.forward;

import dev.sluice.mediacore.time.TimerGrid;
import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.packet.RedPayload;
import dev.sluice.rtp.stream.MediaPacket;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Sends on one slot of a subscriber: picks what of a publication the slot carries, and rewrites it
 * into one unbroken stream, whatever layer or publication is behind it. One per slot for the slot's
 * life; owned by the subscriber's media loop.
 */
public final class SlotSender {

    /** A {@link #target} that sends nothing. */
    public static final int OFF = -1;

    /** A {@link #target} above any layer there is. */
    public static final int HIGHEST = 255;

    /** No encoding: {@link #wantedKeyframe} wants none. */
    public static final int NONE = -1;

    private static final long REPORT_NANOS = 1_000_000_000L;

    /** Without media for this long there is nothing to report (RFC 3550, section 6.4). */
    private static final long IDLE_NANOS = 2 * REPORT_NANOS;

    private final boolean audio;
    private final FormatMap formats = new FormatMap();
    private @Nullable PayloadFormat undecodable;
    private final SequenceMap sequences = new SequenceMap();
    private final TimestampMap timestamps;
    private final PictureIds pictures = new PictureIds();
    private final DescriptorIds descriptors = new DescriptorIds();
    private final LayerFilters filters = new LayerFilters();
    private final SentHistory history = new SentHistory();
    private final PacketWriter writer;
    private final Retransmitter retransmitter;
    private final RedPayload red = new RedPayload();
    private final KeyframeWish wish = new KeyframeWish();

    private SlotConfig config;
    private @Nullable PublicationView view;
    private int source;
    private int targetLayer = HIGHEST;
    private int targetTemporal = HIGHEST;
    private int temporalLimit = HIGHEST;

    /** The encoding carried now, and in which of the subscriber's formats. */
    private int current = NONE;

    private @Nullable PayloadFormat currentFormat;

    /** The outgoing index of the newest packet; before the first, of the one before it. */
    private long lastIndex;

    /** The newest frame sent lacks its end. */
    private boolean frameOpen;

    /** The next packet begins a new source. */
    private boolean first;

    private long switchedNanos;

    /** As {@link #wantedKeyframe} last found it. */
    private boolean keyframeNeeded;

    private long lastSentNanos = Long.MIN_VALUE;
    private long nextReportNanos = Long.MAX_VALUE;
    private long packets;
    private long bytes;

    /**
     * A slot that carries nothing.
     *
     * @param random for the first sequence numbers and timestamp
     */
    public SlotSender(SlotConfig config, RandomGenerator random) {
        this(config, random, Retransmitter.MAX_RESENDS);
    }

    /** Likewise, sending each packet again so often at most. */
    public SlotSender(SlotConfig config, RandomGenerator random, int maxResends) {
        this.config = config;
        audio = config.kind() == MediaKind.AUDIO;
        Codec anyCodec = audio ? Codec.OPUS : Codec.VP8;
        timestamps = new TimestampMap(anyCodec.clockRateHz(), random.nextLong(1L << 32));
        writer = new PacketWriter(config, random.nextInt(1 << 15));
        retransmitter = new Retransmitter(history, writer, maxResends);
        // Low, so that SRTP's rollover counter cannot be mistaken at the start (RFC 3711, 3.3.1).
        lastIndex = random.nextInt(1 << 15);
    }

    /** Takes over what a renegotiation changed; the SSRCs stay those of the constructor. */
    public void configure(SlotConfig newConfig) {
        config =
                new SlotConfig(
                        newConfig.mid(),
                        newConfig.kind(),
                        config.ssrc(),
                        config.rtxSsrc(),
                        newConfig.formats(),
                        newConfig.extensions());
        writer.configure(config);
        if (view != null) {
            undecodable = formats.pair(view.formats(), config.formats());
        }
    }

    /** Changes what the slot carries; null for nothing. The outgoing stream goes on unbroken. */
    public void source(long nowNanos, @Nullable PublicationView publication) {
        if (publication == view) {
            return;
        }
        view = publication;
        undecodable = null;
        source = retransmitter.source(publication);
        current = NONE;
        first = true;
        switchedNanos = nowNanos;
        timestamps.newSource();
        wish.renew();
        if (publication != null) {
            undecodable = formats.pair(publication.formats(), config.formats());
        }
    }

    /**
     * Says up to what the slot may carry; {@link #HIGHEST} for both at first. The old layer goes on
     * until the codec allows the switch. Where the wanted encoding is not being sent, the next
     * lower one that is takes its place, or else the lowest.
     *
     * @param layer the encoding of a simulcast, otherwise the spatial layer; or {@link #OFF}
     * @param temporal the temporal layer
     */
    public void target(long nowNanos, int layer, int temporal) {
        if (layer == targetLayer && temporal == targetTemporal) {
            return;
        }
        targetLayer = layer;
        targetTemporal = Math.max(0, temporal);
        wish.renew();
        if (layer == OFF) {
            current = NONE;
        } else {
            filters.target(spatialTarget(), temporalTarget());
        }
    }

    /**
     * Leaves out temporal layers above {@code limit} for the moment, whatever {@link #target} says:
     * from the next frame on, without a gap in the numbers.
     */
    public void temporalLimit(int limit) {
        if (limit != temporalLimit) {
            temporalLimit = limit;
            filters.target(spatialTarget(), temporalTarget());
        }
    }

    /** Whether redundant audio (RED) goes on as such, true at first, or only its primary block. */
    public void redundancy(boolean wanted) {
        formats.redundancy(wanted);
    }

    private int temporalTarget() {
        return Math.min(targetTemporal, temporalLimit);
    }

    private int spatialTarget() {
        return view != null && view.encodings() > 1 ? HIGHEST : Math.max(0, targetLayer);
    }

    /**
     * A format that the publication came in, since the slot carries it, or can only come in, and
     * that the subscriber takes none like; null when there was none.
     */
    public @Nullable PayloadFormat undecodable() {
        return undecodable;
    }

    /** One packet of the slot's publication, which its view had first. Writes 0, 1 or more. */
    public void onMedia(long nowNanos, MediaPacket packet, PacketOut out) {
        PublicationView from = view;
        PayloadFormat format = formats.format(packet.rtp.payloadType());
        if (from != null && format == null && undecodable == null) {
            undecodable = from.format(packet.rtp.payloadType());
        }
        if (from == null || targetLayer == OFF || format == null) {
            return;
        }
        if (packet.encoding == current && (audio || format.equals(currentFormat))) {
            if (packet.codec == Codec.RED && format.codec() != Codec.RED) {
                recover(nowNanos, packet, format, out);
            }
            forward(nowNanos, packet, format, out);
            if (packet.frame.dependency.structureAttached) {
                replay(nowNanos, from, packet.encoding, packet.index + 1, out);
            }
        } else if (mayStart(nowNanos, from, packet) && start(packet, format)) {
            int encoding = packet.encoding;
            long next = packet.index + 1;
            forward(nowNanos, packet, format, out);
            replay(nowNanos, from, encoding, next, out);
        }
    }

    /** Whether the slot may change over to the encoding of {@code packet} here. */
    private boolean mayStart(long nowNanos, PublicationView from, MediaPacket packet) {
        if (packet.rtp.payloadBytes() == 0) {
            return false;
        }
        if (audio) {
            return true;
        }
        int wanted = wantedEncoding(nowNanos, from);
        boolean welcome =
                packet.encoding == wanted
                        || packet.encoding == current
                        || (current == NONE && isLower(from, packet.encoding, wanted));
        return welcome
                && packet.frame.keyframe
                && packet.frame.frameStart
                && (!packet.frame.frameStartUncertain || followsAnotherFrame(from, packet));
    }

    private static boolean isLower(PublicationView from, int encoding, int than) {
        return from.heights().swap(encoding) < from.heights().swap(than);
    }

    private static boolean followsAnotherFrame(PublicationView from, MediaPacket packet) {
        long timestamp = packet.rtp.timestamp();
        MediaPacket before = from.load(packet.encoding, packet.index - 1);
        return before != null && before.rtp.timestamp() != timestamp;
    }

    /** The highest encoding within the target that is being sent, else the lowest that is. */
    private int wantedEncoding(long nowNanos, PublicationView from) {
        int highest = Math.min(targetLayer, from.encodings() - 1);
        for (int i = highest; i >= 0; i--) {
            int encoding = from.heights().swap(i);
            if (from.sending(nowNanos, encoding)) {
                return encoding;
            }
        }
        for (int i = highest + 1; i < from.encodings(); i++) {
            int encoding = from.heights().swap(i);
            if (from.sending(nowNanos, encoding)) {
                return encoding;
            }
        }
        return current != NONE ? current : from.heights().swap(highest);
    }

    private boolean start(MediaPacket packet, PayloadFormat format) {
        if (timestamps.start(packet, current != NONE) == TimestampMap.Verdict.REFUSED) {
            wish.renew();
            return false;
        }
        sequences.start(packet.index, lastIndex + (frameOpen ? 2 : 1));
        pictures.start(packet.frame);
        descriptors.start(packet.frame);
        filters.start(packet, writer.passesDescriptors(), spatialTarget(), temporalTarget());
        current = packet.encoding;
        currentFormat = format;
        // The timestamps may have been moved: until a report says so, lips are off.
        nextReportNanos = Math.min(nextReportNanos, packet.arrivalNanos);
        wish.renew();
        return true;
    }

    /** Sends what came before it could be used: behind a start, or before its structure. */
    private void replay(
            long nowNanos, PublicationView from, int encoding, long firstIndex, PacketOut out) {
        long newest = from.cache().newestIndex(encoding);
        for (long i = Math.max(firstIndex, newest - SequenceMap.SIZE); i <= newest; i++) {
            if (sequences.place(i) == SequenceMap.Place.CLOSED) {
                continue;
            }
            MediaPacket packet = from.load(encoding, i);
            PayloadFormat format = packet == null ? null : formats.format(packet.rtp.payloadType());
            if (packet != null && format != null) {
                forward(nowNanos, packet, format, out);
            }
        }
    }

    private void forward(long nowNanos, MediaPacket packet, PayloadFormat format, PacketOut out) {
        SequenceMap.Place place = sequences.place(packet.index);
        if (place == SequenceMap.Place.CLOSED) {
            return;
        }
        boolean newest = place == SequenceMap.Place.NEWEST;
        // What late packets among those missing before this one are to be treated by.
        int limits = newest ? filters.current().limits() : sequences.limits(packet.index);
        int pictureOffset = newest ? pictures.offset() : sequences.pictureOffset(packet.index);
        int verdict = verdict(packet, newest, limits);
        if (verdict == LayerFilter.DROP) {
            leaveOut(nowNanos, packet, format, newest, pictureOffset, limits, out);
        } else if (verdict == LayerFilter.FORWARD) {
            goOn(nowNanos, packet, format, newest, pictureOffset, limits, out);
        }
    }

    private int verdict(MediaPacket packet, boolean newest, int limits) {
        if (packet.rtp.payloadBytes() == 0 || damagedRed(packet)) {
            return LayerFilter.DROP;
        }
        LayerFilter filter = filters.current();
        if (!newest) {
            return filter.admitLate(packet.frame, limits);
        }
        pictures.see(packet.frame);
        boolean contiguous = sequences.contiguous(packet.index);
        int verdict = filter.admit(packet.frame, packet.rtp.timestamp(), contiguous);
        if (verdict == LayerFilter.DROP && packet.codec == Codec.VP8) {
            pictures.drop(packet.frame);
        }
        return verdict;
    }

    private void goOn(
            long nowNanos,
            MediaPacket packet,
            PayloadFormat format,
            boolean newest,
            int pictureOffset,
            int limits,
            PacketOut out) {
        if (newest && timestamps.advance(packet)) {
            sequences.closeBefore(packet.index);
        }
        long index =
                newest
                        ? sequences.advance(packet.index, pictureOffset, limits)
                        : sequences.fill(packet.index);
        SentPacket sent = describe(nowNanos, packet, format, index);
        LayerFilter filter = filters.current();
        int inForce = newest ? filter.limits() : limits;
        sent.marker =
                packet.rtp.marker()
                        || filter.endsPicture(packet.frame, inForce)
                        || (audio && first);
        int offset = newest ? pictures.offset() : pictureOffset;
        pictures.rewrite(packet.frame, offset, newest, sent);
        descriptors.rewrite(packet.frame, filter.keptTargets(packet.frame), newest, sent);
        send(nowNanos, packet, sent, out);
    }

    /**
     * Sends what is missing before a packet of redundant audio out of its redundant blocks, to
     * those who lack RED: block by block the packets just before it.
     */
    private void recover(long nowNanos, MediaPacket packet, PayloadFormat format, PacketOut out) {
        if (packet.rtp.payloadBytes() == 0 || damagedRed(packet)) {
            return;
        }
        for (int back = red.blocks() - 1; back > 0; back--) {
            int block = red.blocks() - 1 - back;
            long lost = packet.index - back;
            SequenceMap.Place place = sequences.place(lost);
            if (place == SequenceMap.Place.CLOSED || red.length(block) == 0) {
                continue;
            }
            boolean newest = place == SequenceMap.Place.NEWEST;
            long index = newest ? sequences.advance(lost, 0, 0) : sequences.fill(lost);
            SentPacket sent = describe(nowNanos, packet, format, index);
            sent.redBlocksBack = back;
            sent.timestamp -= red.timestampOffset(block);
            sent.marker = false;
            send(nowNanos, packet, sent, out);
        }
    }

    private boolean damagedRed(MediaPacket packet) {
        return packet.codec == Codec.RED
                && !red.parse(
                        packet.rtp.data(), packet.rtp.payloadOffset(), packet.rtp.payloadBytes());
    }

    /**
     * Closes up behind a packet that does not go on. When others are missing before it, or it comes
     * late, the number is taken: it goes to a packet without payload.
     */
    private void leaveOut(
            long nowNanos,
            MediaPacket packet,
            PayloadFormat format,
            boolean newest,
            int pictureOffset,
            int limits,
            PacketOut out) {
        if (newest && sequences.contiguous(packet.index)) {
            sequences.swallow(packet.index);
            return;
        }
        long index =
                newest
                        ? sequences.advance(packet.index, pictureOffset, limits)
                        : sequences.fill(packet.index);
        SentPacket sent = describe(nowNanos, packet, format, index);
        sent.empty = true;
        sent.marker = false;
        send(nowNanos, packet, sent, out);
    }

    private SentPacket describe(
            long nowNanos, MediaPacket packet, PayloadFormat format, long index) {
        SentPacket sent = history.add(nowNanos, index);
        sent.empty = false;
        sent.timestamp = (int) timestamps.map(packet.rtp.timestamp());
        sent.payloadType = format.payloadType();
        sent.rtxPayloadType = config.rtxSsrc() < 0 ? PayloadFormat.NO_RTX : format.rtxPayloadType();
        sent.redBlocksBack = 0;
        sent.redUnwrapped = packet.codec == Codec.RED && format.codec() != Codec.RED;
        sent.redBlockType = formats.opusType();
        sent.source = source;
        sent.encoding = packet.encoding;
        sent.sourceIndex = packet.index;
        sent.layer =
                view != null && view.encodings() > 1
                        ? view.heights().swap(packet.encoding)
                        : packet.frame.spatialId;
        return sent;
    }

    private void send(long nowNanos, MediaPacket packet, SentPacket sent, PacketOut out) {
        int length = writer.write(packet, sent, false, sent.layer, out);
        if (sent.index > lastIndex) {
            lastIndex = sent.index;
            frameOpen = !audio && !sent.empty && !sent.marker;
        }
        if (first || nextReportNanos == Long.MAX_VALUE) {
            first = false;
            nextReportNanos = nowNanos;
        }
        lastSentNanos = nowNanos;
        if (length > 0) {
            packets++;
            bytes += writer.payloadBytes();
        }
        if (!sent.empty && packet.frame.keyframe) {
            wish.onKeyframe();
        }
        retransmitter.onMedia(nowNanos, length);
    }

    /** One item of the subscriber's NACK about the slot's SSRC; see {@code RtcpHandler}. */
    public void onNack(long nowNanos, int sequence, int following, PacketOut out) {
        retransmitter.resend(nowNanos, sequence, out);
        for (int i = 0; i < 16; i++) {
            if (((following >>> i) & 1) != 0) {
                retransmitter.resend(nowNanos, (sequence + i + 1) & 0xFFFF, out);
            }
        }
    }

    /** The subscriber asked for a keyframe by PLI or FIR. */
    public void onKeyframeRequest(long nowNanos) {
        wish.onLoss();
    }

    /**
     * The encoding of which the publisher should be asked for a keyframe now, or {@link #NONE}. To
     * be polled after every other call; repeats itself every 500 ms while the need lasts.
     */
    public int wantedKeyframe(long nowNanos) {
        PublicationView from = view;
        keyframeNeeded = false;
        if (audio || from == null || targetLayer == OFF) {
            return NONE;
        }
        if (current != NONE && wish.takeLoss(nowNanos)) {
            return current;
        }
        int wanted = wantedEncoding(nowNanos, from);
        keyframeNeeded = wanted != current || filters.current().wantsKeyframe();
        return keyframeNeeded && wish.take(nowNanos) ? wanted : NONE;
    }

    /** A report block of the subscriber about the slot's SSRC came: it knows the stream. */
    public void onReported() {
        writer.known();
    }

    /** The subscriber's round trip; 100 ms before the first call. */
    public void roundTrip(long roundTripNanos) {
        retransmitter.roundTrip(roundTripNanos);
    }

    /**
     * Writes packets that carry nothing new, for a probe: retransmissions of the latest packets,
     * and where there are none, padding. Only with RTX negotiated.
     *
     * @return the bytes written, from 0 to {@code bytes} and at most one packet more
     */
    public int probe(long nowNanos, int bytes, PacketOut out) {
        PayloadFormat format = currentFormat;
        if (format == null || config.rtxSsrc() < 0 || format.rtxPayloadType() < 0) {
            return 0;
        }
        return retransmitter.probe(bytes, format.rtxPayloadType(), (int) timestamps.latest(), out);
    }

    /**
     * Fills in a sender report when one is due: once a second, and soon after a switch.
     *
     * @param ntpNanos now, in nanoseconds since 1900
     */
    public boolean senderReport(long nowNanos, long ntpNanos, SenderReport out) {
        if (nowNanos < nextReportNanos) {
            return false;
        }
        if (nowNanos - switchedNanos > PacketCache.KEEP_NANOS) {
            retransmitter.forgetOldSources();
        }
        if (nowNanos - lastSentNanos > IDLE_NANOS) {
            nextReportNanos = Long.MAX_VALUE;
            return false;
        }
        nextReportNanos = TimerGrid.floor(nowNanos + REPORT_NANOS);
        out.ssrc = config.ssrc();
        out.ntpNanos = ntpNanos;
        out.rtpTimestamp = timestamps.at(nowNanos, view) & 0xFFFF_FFFFL;
        out.packets = packets & 0xFFFF_FFFFL;
        out.bytes = bytes & 0xFFFF_FFFFL;
        return true;
    }

    /** When {@link #senderReport} or {@link #wantedKeyframe} has news without another call. */
    public long nextDeadlineNanos() {
        boolean carriesVideo = !audio && view != null && targetLayer != OFF && current != NONE;
        return Math.min(nextReportNanos, wish.nextNanos(keyframeNeeded, carriesVideo));
    }

    /** The encoding or spatial layer carried now, or {@link #OFF}. */
    public int layer() {
        if (current == NONE || view == null) {
            return OFF;
        }
        return view.encodings() > 1 ? view.heights().swap(current) : filters.current().spatial();
    }

    /** The temporal layer up to which the slot carries, or {@link #OFF}. */
    public int temporal() {
        return current == NONE ? OFF : filters.current().temporal();
    }

    /** How many packets were sent again in answer to NACKs. */
    public long retransmissions() {
        return retransmitter.resent();
    }
}

package dev.sluice.sfu.transport;

import dev.sluice.dtlssrtp.dtls.DtlsFailure;
import dev.sluice.dtlssrtp.dtls.DtlsTransport;
import dev.sluice.dtlssrtp.dtls.Fingerprint;
import dev.sluice.dtlssrtp.srtp.SrtpKeyingMaterial;
import dev.sluice.dtlssrtp.srtp.SrtpSession;
import dev.sluice.ice.agent.IceCredentials;
import dev.sluice.ice.agent.IceLiteAgent;
import dev.sluice.ice.agent.StunVerdict;
import dev.sluice.mediacore.net.Tuple;
import dev.sluice.mediacore.time.TimerGrid;
import dev.sluice.rtp.cc.CongestionController;
import dev.sluice.rtp.rtcp.RtcpParser;
import dev.sluice.rtp.stream.MediaSink;
import dev.sluice.rtp.stream.RtpReceiver;
import dev.sluice.rtp.stream.TrackConfig;
import dev.sluice.sfu.alloc.DecisionHistory;
import dev.sluice.sfu.alloc.SubscriberMode;
import dev.sluice.sfu.api.ParticipantInfo.ConnectionState;
import dev.sluice.sfu.api.Quality;
import dev.sluice.sfu.api.ReceiveMode;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.TrackSettings;
import dev.sluice.sfu.api.TransportStats;
import dev.sluice.sfu.api.TransportTrace;
import dev.sluice.sfu.dump.RtpDump.DumpFile;
import dev.sluice.sfu.forward.KeyframeSource;
import dev.sluice.sfu.forward.PublishedTrack;
import dev.sluice.sfu.forward.Slot;
import dev.sluice.sfu.negotiation.LocalDescription;
import dev.sluice.sfu.negotiation.MediaSection;
import dev.sluice.sfu.negotiation.RemoteDescription;
import dev.sluice.sfu.net.DatagramPeer;
import dev.sluice.sfu.net.Deadline;
import dev.sluice.sfu.net.MediaLoop;
import dev.sluice.sfu.quality.QualityMeter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One peer's transport: a BUNDLE of ICE, DTLS, SRTP and RTP over the shared UDP port (RFC 8834, RFC
 * 5764). Lives and dies on one media loop; every method is called there, but {@link #loop}.
 *
 * <p>The gate (hardening rules 1 and 2): DTLS and SRTP are looked at only when ICE has validated
 * the tuple they came on.
 */
public final class PeerTransport implements DatagramPeer, KeyframeSource {

    private static final long PUBLISHER_NANOS = 100_000_000L;
    private static final long VIEWER_NANOS = 500_000_000L;
    private static final long QUALITY_NANOS = 2_000_000_000L;
    private static final Logger LOG = LoggerFactory.getLogger(PeerTransport.class);

    private final MediaLoop loop;
    private final TransportContext context;
    private final TransportListener listener;
    private final LoopResources resources;
    private final IceLiteAgent ice;
    private final Set<String> fragments = new LinkedHashSet<>();
    private final ValidatedTuples tuples = new ValidatedTuples();
    private final PublishedTracks tracks;
    private final MediaSink media;
    private final TransportCounters counters = new TransportCounters();
    private final RtpReceiver receiver;
    private final @Nullable DumpFile dump;
    private final SlotSet slots;
    private final TransportEgress egress;
    private final Downlink downlink;
    private final Deadline deadline = new Deadline();
    private final DecisionHistory history;
    private final TransportMeter meter;
    private long openedNanos;
    private long handshakeNanos;
    private boolean everConnected;
    private final AudioShare audio = new AudioShare();
    private final PacketRate rate;
    private final VideoAllocation allocation;
    private final IncomingRtcp incomingRtcp;
    private final Liveness liveness;
    private @Nullable DtlsTransport dtls;
    private @Nullable List<Fingerprint> remoteFingerprints;
    private @Nullable SrtpSession srtp;
    private boolean handshakeStarted;
    private final QualityMeter qualityMeter = new QualityMeter();
    private final UplinkMeasures uplink = new UplinkMeasures();
    private final StatsRecorder recorder = new StatsRecorder();
    private long nextQualityNanos = Long.MIN_VALUE;
    private long housekeepingNanos = Long.MIN_VALUE;
    private boolean audioOnly;
    private boolean closed;

    /** A transport that has negotiated nothing yet. */
    public PeerTransport(MediaLoop loop, TransportContext context, TransportListener listener) {
        this.loop = loop;
        this.context = context;
        this.listener = listener;
        this.resources = context.loops().get(loop.index());
        this.tracks = new PublishedTracks(listener, resources.links());
        this.media = tracks::onMedia;
        this.ice = PeerLimits.agent(context.credentials(), loop);
        this.liveness = new Liveness(System.nanoTime(), loop.limits());
        this.rate = new PacketRate(context.packetsPerSecond());
        this.history = new DecisionHistory(context.observer()::onDecision);
        this.allocation = new VideoAllocation(context.random(), history);
        SsrcSource ssrcs = new SsrcSource(context.random());
        this.dump = context.openDump(usernameFragment());
        this.egress = new TransportEgress(loop, resources.slabs(), counters, dump);
        this.receiver = PeerLimits.receiver(ssrcs, context.clock(), loop.limits());
        this.downlink =
                new Downlink(
                        loop,
                        egress,
                        resources.slabs(),
                        this::pad,
                        context.random(),
                        history,
                        deadline);
        this.slots = new SlotSet(loop, egress, downlink, ssrcs, context.random());
        this.incomingRtcp = new IncomingRtcp(receiver, slots, downlink, context.clock(), counters);
        this.meter = new TransportMeter(resources.totals(), receiver, counters);
    }

    /** The loop that owns this transport. Any thread. */
    public MediaLoop loop() {
        return loop;
    }

    /**
     * Applies an offer: the first one opens the transport.
     *
     * @throws RejectedException when the offer contradicts what was agreed before, or has too many
     *     sections; nothing of such a one is applied
     */
    public LocalDescription apply(long nowNanos, RemoteDescription offer) {
        if (closed) {
            throw new RejectedException(Code.NOT_FOUND, "the participant has left");
        }
        deadline.forget();
        List<TrackConfig> incoming = PeerLimits.incoming(offer, loop.limits());
        agreeOnIdentity(offer);
        agreeOnIce(offer.ice());
        receiver.configure(incoming);
        slots.configure(offer.sections());
        return description();
    }

    /**
     * Makes an offer of ours: opens the transport for a peer that answers, see {@link #apply}.
     *
     * @throws RejectedException when the transport is closed
     */
    public LocalDescription offer(List<MediaSection> sections) {
        if (closed) {
            throw new RejectedException(Code.NOT_FOUND, "the participant has left");
        }
        open();
        slots.announce(sections);
        return description();
    }

    private LocalDescription description() {
        return new LocalDescription(
                ice.localCredentials(),
                context.identity().fingerprint(),
                context.candidates().get(),
                slots.identities());
    }

    /** Lets a section's media flow to whoever subscribes. */
    public void publish(PublishedTrack track) {
        tracks.add(track);
        housekeepingNanos = Long.MIN_VALUE;
        deadline.forget();
    }

    /** The track is forwarded no more. */
    public void unpublish(PublishedTrack track) {
        tracks.remove(track);
    }

    /** Lets a slot carry a track, or nothing. */
    public void bindSlot(long nowNanos, String mid, @Nullable PublishedTrack track) {
        Slot slot = closed ? null : slots.bind(nowNanos, mid, track);
        deadline.forget();
        if (slot != null) {
            allocation.bound(nowNanos, slot);
            downlink.sampleSound(false);
            allocation.reserve(audio.bps(slots));
            slots.tellUndecodable(listener);
        }
    }

    /** Says what the subscriber wants of a track. */
    public void settings(long nowNanos, String publicationId, TrackSettings settings) {
        allocation.demand(publicationId, settings);
        allocate(nowNanos);
    }

    /** Says how much the subscriber wants. */
    public void receiveMode(long nowNanos, ReceiveMode mode) {
        allocation.mode(
                switch (mode) {
                    case AUTO -> SubscriberMode.AUTO;
                    case SAVER -> SubscriberMode.SAVER;
                    case AUDIO_ONLY -> SubscriberMode.AUDIO_ONLY;
                });
        allocate(nowNanos);
    }

    /** What this transport does now and why. Allocates: for people, not for the packet path. */
    public TransportStats stats(long nowNanos) {
        return report(nowNanos).of(egress.describePath(), slots.all());
    }

    /** The same, with what was in the last minutes. Allocates likewise. */
    public TransportTrace trace(long nowNanos) {
        return report(nowNanos).trace(egress.describePath(), slots.all());
    }

    private StatsReport report(long nowNanos) {
        return new StatsReport(nowNanos, downlink, allocation, receiver, history, recorder, tracks);
    }

    @Override
    public void requestKeyframe(String mid, int encoding) {
        deadline.forget();
        receiver.requestKeyframe(System.nanoTime(), mid, encoding);
    }

    /** Ends the transport; harmless when repeated. */
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        slots.close(System.nanoTime());
        if (dtls != null) {
            dtls.close();
        }
        egress.close();
        if (srtp != null) {
            srtp.close();
        }
        for (Tuple tuple : tuples.all()) {
            loop.unbind(tuple, this);
        }
        loop.unregister(this);
        meter.update(System.nanoTime());
        resources.totals().remove(this);
        if (dump != null) {
            dump.close();
        }
    }

    @Override
    public String usernameFragment() {
        return ice.localCredentials().usernameFragment();
    }

    @Override
    public void onDatagram(long nowNanos, Tuple tuple, byte[] data, int offset, int length) {
        deadline.forget();
        int first = data[offset] & 0xFF;
        if (first < 4) {
            onStun(nowNanos, tuple, data, offset, length);
        } else if (!tuples.contains(tuple)) {
            counters.notValidated++;
        } else if (!rate.admit(nowNanos)) {
            counters.tooFast++;
        } else if (first >= 128 && first < 192) {
            onSrtp(nowNanos, data, offset, length);
        } else if (first >= 20 && first < 64) {
            onDtls(nowNanos, data, offset, length);
        } else {
            counters.unknownProtocol++;
        }
    }

    @Override
    public void onTupleLost(long nowNanos, Tuple tuple) {
        tuples.remove(tuple);
        ice.lost(tuple);
        egress.path(ice.path());
    }

    @Override
    public boolean isVideo(byte[] data, int offset, int length) {
        return slots.isVideo(data, offset, length);
    }

    @Override
    public void onTimeout(long nowNanos) {
        deadline.forget();
        if (dtls != null && dtls.nextDeadlineNanos() <= nowNanos) {
            dtls.onTimeout(nowNanos);
        }
        if (receiver.nextDeadlineNanos() <= nowNanos) {
            receiver.onTimeout(nowNanos, egress);
        }
        tracks.onTimeout(nowNanos);
        if (slots.nextDeadlineNanos() <= nowNanos) {
            slots.onTimeout(nowNanos, context.clock().nanos(nowNanos));
        }
        if (downlink.nextDeadlineNanos() <= nowNanos) {
            downlink.onTimeout(nowNanos);
        }
        if (allocation.nextDeadlineNanos() <= nowNanos) {
            allocate(nowNanos);
        }
        if (housekeepingNanos <= nowNanos) {
            keepHouse(nowNanos);
        }
        deadline.found(nextDeadlineNanos());
    }

    @Override
    public long nextDeadlineNanos() {
        long next = Math.min(receiver.nextDeadlineNanos(), slots.nextDeadlineNanos());
        next = Math.min(next, downlink.nextDeadlineNanos());
        next = Math.min(next, allocation.nextDeadlineNanos());
        next = Math.min(next, Math.min(housekeepingNanos, tracks.nextDeadlineNanos()));
        return dtls == null ? next : Math.min(next, dtls.nextDeadlineNanos());
    }

    /** What need not be exact: consent, the peer's state, what is told to people. */
    private void keepHouse(long nowNanos) {
        long period = tracks.isEmpty() ? VIEWER_NANOS : PUBLISHER_NANOS;
        housekeepingNanos = TimerGrid.floor(nowNanos + period);
        egress.path(ice.consented(nowNanos) ? ice.path() : null);
        tracks.tellLayers(nowNanos);
        slots.tellUndecodable(listener);
        tellQuality(nowNanos);
        updateState(nowNanos);
        if (everConnected) {
            recorder.sample(nowNanos, downlink, receiver, slots.all(), tracks);
        }
        if (liveness.dead(nowNanos)) {
            listener.onDead("no packet for " + liveness.deadSeconds() + " s");
            liveness.alive(nowNanos);
        }
    }

    private void agreeOnIdentity(RemoteDescription offer) {
        if (remoteFingerprints == null) {
            remoteFingerprints = offer.fingerprints();
            dtls =
                    new DtlsTransport(
                            offer.localRole(),
                            context.identity(),
                            offer.fingerprints(),
                            PeerLimits.handshake(loop.limits()),
                            this::sendDtls,
                            context.handshakes(),
                            new DtlsListener());
            return;
        }
        if (!remoteFingerprints.equals(offer.fingerprints())) {
            throw new RejectedException(
                    Code.BAD_REQUEST,
                    "sdp: the fingerprint changed within a connection: leave and join anew with a new connection");
        }
    }

    /** Can be reached from now on. Harmless when repeated. */
    private void open() {
        if (fragments.isEmpty()) {
            fragments.add(usernameFragment());
            loop.register(this, deadline);
            resources.totals().add(this);
            openedNanos = System.nanoTime();
        }
    }

    private void agreeOnIce(IceCredentials offered) {
        open();
        if (ice.isRestart(offered)) {
            IceCredentials fresh = ice.restart(context.credentials().create(loop.index()));
            fragments.add(fresh.usernameFragment());
            loop.registerFragment(fresh.usernameFragment(), this);
            dropOldFragments();
        }
        ice.remoteCredentials(offered);
    }

    private void dropOldFragments() {
        fragments.removeIf(fragment -> {
            boolean old = !ice.answersTo(fragment);
            if (old) {
                loop.unregisterFragment(fragment);
            }
            return old;
        });
    }

    private void onStun(long nowNanos, Tuple tuple, byte[] data, int offset, int length) {
        var from = tuple.remote().getAddress();
        boolean stranger = !tuples.contains(tuple);
        if (stranger && resources.failedChecks().tooMany(nowNanos, from)) {
            counters.strangers++;
            return;
        }
        StunVerdict verdict = ice.onDatagram(nowNanos, tuple, data, offset, length, loop);
        if (!verdict.isAuthenticated()) {
            counters.badStun++;
            if (stranger) {
                resources.failedChecks().add(nowNanos, from);
            }
            return;
        }
        liveness.alive(nowNanos);
        if (verdict == StunVerdict.VALIDATED) {
            learn(tuple);
        }
        egress.path(ice.path());
        if (dtls != null && !handshakeStarted) {
            handshakeStarted = true;
            handshakeNanos = nowNanos;
            dtls.start(nowNanos);
        }
        updateState(nowNanos);
    }

    private void learn(Tuple tuple) {
        Tuple forgotten = ice.forgotten();
        if (forgotten != null && tuples.remove(forgotten)) {
            counters.evictedTuples++;
            loop.unbind(forgotten, this);
        }
        tuples.add(tuple);
        loop.bind(tuple, this);
    }

    private void onDtls(long nowNanos, byte[] data, int offset, int length) {
        if (dtls != null) {
            dtls.onDatagram(nowNanos, data, offset, length);
        }
    }

    private void onSrtp(long nowNanos, byte[] data, int offset, int length) {
        SrtpSession session = srtp;
        if (session == null) {
            counters.beforeKeys++;
            return;
        }
        boolean isRtcp = RtcpParser.isRtcp(data, offset, length);
        int plain =
                isRtcp
                        ? session.unprotectRtcp(data, offset, length)
                        : session.unprotectRtp(data, offset, length);
        if (plain < 0) {
            counters.badSrtp++;
            return;
        }
        counters.evictedContexts = session.evictedContexts();
        liveness.alive(nowNanos);
        if (dump != null) {
            dump.packet(nowNanos, true, data, offset, plain);
        }
        if (isRtcp) {
            onRtcp(nowNanos, data, offset, plain);
        } else {
            receiver.onRtp(nowNanos, data, offset, plain, media);
        }
    }

    private void onRtcp(long nowNanos, byte[] data, int offset, int length) {
        resources.rtcp().parse(nowNanos, data, offset, length, incomingRtcp);
        if (incomingRtcp.takeCongestionNews()) {
            allocate(nowNanos);
        }
        // Asked now, while all that it looks at is in the processor's cache; likewise below.
        deadline.found(nextDeadlineNanos());
    }

    private void allocate(long nowNanos) {
        deadline.forget();
        audio.update(nowNanos, downlink, slots);
        downlink.sampleSound(allocation.isEmpty() && audio.calm());
        allocation.reserve(audio.bps(slots));
        allocation.update(nowNanos, downlink);
        if (allocation.fallenBackToAudio() != audioOnly) {
            audioOnly = !audioOnly;
            listener.onAudioFallback(audioOnly);
        }
    }

    private void tellQuality(long nowNanos) {
        if (nowNanos < nextQualityNanos || liveness.state() == ConnectionState.CONNECTING) {
            return;
        }
        nextQualityNanos = TimerGrid.floor(nowNanos + QUALITY_NANOS);
        boolean silent = liveness.state() == ConnectionState.DISCONNECTED;
        Quality quality =
                silent
                        ? QualityMeter.lost()
                        : QualityMeter.score(
                                uplink.measures(nowNanos, receiver, downlink, allocation));
        if (qualityMeter.news(nowNanos, quality)) {
            listener.onQuality(quality);
        }
    }

    private void pad(long nowNanos, int bytes) {
        slots.pad(nowNanos, bytes);
    }

    private void updateState(long nowNanos) {
        if (liveness.update(nowNanos)) {
            listener.onState(liveness.state());
            if (liveness.state() == ConnectionState.CONNECTED) {
                connected(nowNanos);
                slots.requestKeyframes(nowNanos);
            }
        }
    }

    private void connected(long nowNanos) {
        if (!everConnected) {
            everConnected = true;
            context.observer().onConnected(nowNanos - openedNanos);
        }
    }

    /** Adds what happened since the last time to the loop's totals. */
    void measure(long nowNanos, TransportObserver observer) {
        meter.update(nowNanos);
        if (egress.ready()) {
            CongestionController congestion = downlink.congestion();
            observer.onSample(
                    congestion.targetBps(),
                    congestion.queueDelayNanos(),
                    receiver.roundTripNanos(nowNanos),
                    congestion.lossFraction());
        }
    }

    /** Handshake thread, and later this loop: leaves along the path that ICE holds then. */
    private void sendDtls(byte[] data, int offset, int length) {
        if (loop.inLoop()) {
            egress.sendPlain(data, offset, length);
            return;
        }
        byte[] copy = java.util.Arrays.copyOfRange(data, offset, offset + length);
        loop.execute(() -> egress.sendPlain(copy, 0, copy.length));
    }

    /** Media can be read and written from now on. */
    void secured(SrtpKeyingMaterial keys) {
        if (closed) {
            return;
        }
        long nowNanos = System.nanoTime();
        srtp = PeerLimits.session(keys, loop.limits());
        deadline.forget();
        egress.session(srtp);
        liveness.secured();
        context.observer().onHandshake(nowNanos - handshakeNanos);
        updateState(nowNanos);
        LOG.debug("transport {} secured with {}", usernameFragment(), keys.profile());
    }

    private void failed(DtlsFailure failure, String detail) {
        if (!closed) {
            context.observer().onHandshakeFailed(failure);
            listener.onDead("DTLS failed: " + failure + " " + detail);
        }
    }

    /**
     * From the handshake thread onto the loop. A peer that says goodbye in DTLS is not believed:
     * the room hears of leaves.
     */
    private final class DtlsListener implements DtlsTransport.Listener {

        @Override
        public void onConnected(SrtpKeyingMaterial keys) {
            loop.execute(() -> secured(keys));
        }

        @Override
        public void onFailed(DtlsFailure failure, String detail) {
            loop.execute(() -> failed(failure, detail));
        }

        @Override
        public void onClosed() {
            LOG.debug("transport {}: the peer closed DTLS", usernameFragment());
        }
    }
}

package dev.sluice.bench.call;

import dev.sluice.bench.load.MediaPlan;
import dev.sluice.bench.measure.Stamp;
import dev.sluice.sfu.api.Source;
import dev.sluice.signaling.client.ClientEvent;
import dev.sluice.signaling.client.ClientGroup;
import dev.sluice.signaling.client.HeadlessParticipant;
import dev.sluice.signaling.client.JoinOptions;
import dev.sluice.signaling.client.LocalPublication;
import dev.sluice.signaling.client.PacketSource;
import dev.sluice.signaling.client.ParticipantListener;
import dev.sluice.signaling.client.PublishOptions;
import dev.sluice.signaling.client.ReceivedMedia;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Somebody in a call, over real ICE, DTLS and SRTP: what it sends carries stamps, and what it hears
 * is watched. Its methods block; they are for a recipe's thread.
 */
public final class Caller implements ParticipantListener, AutoCloseable {

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final int MAX_NUMBER = 0xFFFF;

    /** What it was told, and when. */
    public record Told(long nanos, ClientEvent event) {}

    private final int number = NUMBERS.incrementAndGet() & MAX_NUMBER;
    private final Map<Integer, Flow> flows = new ConcurrentHashMap<>();
    private final Map<Source, LocalPublication> publications = new EnumMap<>(Source.class);
    private final List<Told> told = new CopyOnWriteArrayList<>();
    private final Stamp.Reading stamp = new Stamp.Reading();
    private @Nullable HeadlessParticipant participant;
    private volatile boolean over;
    private volatile @Nullable Throwable failure;

    private Caller() {}

    /** Joins and waits until media can flow, if it receives anything. */
    public static Caller join(ClientGroup clients, JoinOptions options)
            throws IOException, InterruptedException {
        Caller caller = new Caller();
        caller.participant = Waiting.get(clients.join(options, caller));
        if (options.subscribe()) {
            Waiting.get(caller.participant().connected());
        }
        return caller;
    }

    public HeadlessParticipant participant() {
        HeadlessParticipant present = participant;
        if (present == null) {
            throw new IllegalStateException("it has not joined");
        }
        return present;
    }

    /** Publishes sources of a plan and plays them, until the end or {@link #hush}. */
    public Caller talk(MediaPlan plan, Source... sources) throws IOException, InterruptedException {
        for (Source source : sources) {
            publish(plan.options(source), plan.source(source, stamp(source), 0));
        }
        Waiting.get(participant().connected());
        return this;
    }

    /** Publishes and plays whatever it is. */
    public void publish(PublishOptions options, PacketSource packets)
            throws IOException, InterruptedException {
        LocalPublication publication = Waiting.get(participant().publish(options));
        publications.put(options.source(), publication);
        publication.play(packets);
    }

    /** The stamp with which others know what comes of that source of ours. */
    public Stamp stamp(Source source) {
        return new Stamp(number, track(source));
    }

    public LocalPublication publication(Source source) {
        LocalPublication publication = publications.get(source);
        if (publication == null) {
            throw new IllegalStateException("it does not publish " + source);
        }
        return publication;
    }

    /** Ends a publication. */
    public void hush(Source source) throws IOException, InterruptedException {
        LocalPublication publication = publications.remove(source);
        if (publication != null) {
            Waiting.get(participant().unpublish(publication));
        }
    }

    /** By which others know its packets. */
    public int number() {
        return number;
    }

    /** What it hears of that source of somebody else. */
    public Flow hears(Caller other, Source source) {
        return hears(other.number, source);
    }

    /** The same of somebody in another process. */
    public Flow hears(int otherNumber, Source source) {
        return flow(otherNumber << 8 | track(source));
    }

    private static int track(Source source) {
        return switch (source) {
            case MICROPHONE -> 0;
            case CAMERA -> 1;
            case SCREEN -> 2;
            case SCREEN_AUDIO -> 3;
        };
    }

    private Flow flow(int id) {
        return flows.computeIfAbsent(id, unused -> new Flow());
    }

    /** Everything that it was told so far. */
    public List<Told> told() {
        return told;
    }

    /** Whether it is out, for whatever reason. */
    public boolean over() {
        return over;
    }

    /** Why it is out against its will; null when it is not. */
    public @Nullable Throwable failure() {
        return failure;
    }

    @Override
    public void onEvent(ClientEvent event) {
        if (!(event instanceof ClientEvent.SpeakersChanged)) {
            told.add(new Told(System.nanoTime(), event));
        }
    }

    @Override
    public void onMedia(ReceivedMedia media) {
        var rtp = media.packet.rtp;
        if (rtp.payloadBytes() > 0
                && stamp.read(rtp.data(), rtp.payloadOffset(), rtp.payloadBytes())) {
            flow(stamp.flow).onPacket(media, stamp);
        }
    }

    @Override
    public void onClosed(@Nullable Throwable why) {
        failure = why;
        over = true;
    }

    /** Leaves, if it is still there. */
    @Override
    public void close() throws IOException {
        try {
            if (!over) {
                Waiting.get(participant().leave());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

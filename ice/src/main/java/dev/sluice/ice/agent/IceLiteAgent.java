package dev.sluice.ice.agent;

import dev.sluice.ice.stun.IceRole;
import dev.sluice.ice.stun.StunClass;
import dev.sluice.ice.stun.StunCodec;
import dev.sluice.ice.stun.StunFault;
import dev.sluice.ice.stun.StunFrame;
import dev.sluice.ice.stun.StunMessage;
import dev.sluice.mediacore.net.DatagramSink;
import dev.sluice.mediacore.net.Tuple;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of ICE: a lite agent (RFC 8445, section 2.5), always controlled, that answers
 * the checks of one peer and never sends one. Whoever cannot sign with our password gets silence
 * and leaves no trace. An authenticated request makes its tuple valid, from whatever address it
 * comes; one with USE-CANDIDATE selects it. One per transport; belongs to the loop of that
 * transport.
 */
public final class IceLiteAgent {

    /**
     * Limits and times of one agent.
     *
     * @param maxTuples tuples remembered at once, the least recently heard goes first; at least 2
     * @param consentNanos life of the consent that an authenticated request gives (RFC 7675, 5.1)
     * @param silenceNanos a selected tuple this long without a request gives way to one that is
     *     heard; longer than the gap between two consent checks, 6 s
     */
    public record Config(int maxTuples, long consentNanos, long silenceNanos) {

        /** 16 tuples; consent for 30 s, a tuple's for 8 s. */
        public static final Config DEFAULT = new Config(16, 30_000_000_000L, 8_000_000_000L);

        /**
         * Within its bounds.
         *
         * @throws IllegalArgumentException naming the value that is out of bounds
         */
        public Config {
            if (maxTuples < 2) {
                throw new IllegalArgumentException("maxTuples must be at least 2: " + maxTuples);
            }
        }

        /** The same remembering so many tuples. */
        public Config withMaxTuples(int value) {
            return new Config(value, consentNanos, silenceNanos);
        }
    }

    /** A tuple on which an authenticated request has come. */
    private static final class Path {
        final Tuple tuple;
        long heardNanos;

        Path(Tuple tuple) {
            this.tuple = tuple;
        }
    }

    private final Config config;
    private final StunFrame frame = new StunFrame();
    private final Map<Tuple, Path> paths = new LinkedHashMap<>(16, 0.75f, true);

    private LocalGeneration current;
    private boolean currentUsed;
    private @Nullable LocalGeneration previous;
    private @Nullable IceCredentials remote;
    private @Nullable Path selected;
    private @Nullable Path latest;
    private @Nullable Tuple forgotten;
    private boolean heard;
    private long lastHeardNanos;

    /** An agent that knows nothing of its peer yet. */
    public IceLiteAgent(IceCredentials local, Config config) {
        this.config = config;
        this.current = new LocalGeneration(local);
    }

    /** What we gave the peer last: the credentials for the next answer. */
    public IceCredentials localCredentials() {
        return current.credentials();
    }

    /** Whether a request to this fragment of ours could still be authenticated. */
    public boolean answersTo(String usernameFragment) {
        return current.credentials().usernameFragment().equals(usernameFragment)
                || (previous != null
                        && previous.credentials().usernameFragment().equals(usernameFragment));
    }

    /** What the peer signalled last. A lite agent signs nothing with it. */
    public void remoteCredentials(IceCredentials credentials) {
        remote = credentials;
    }

    /** Whether an offer with these credentials asks for a restart (RFC 8839, section 4.4.1.1.1). */
    public boolean isRestart(IceCredentials offered) {
        return remote != null && !remote.equals(offered);
    }

    /**
     * Restarts ICE (RFC 8445, section 9): {@code local} goes into the answer, and the credentials
     * in use stay valid until the peer first uses the new ones. Media goes on to the selected tuple
     * until the peer nominates again. Returns {@code local}.
     */
    public IceCredentials restart(IceCredentials local) {
        if (currentUsed || previous == null) {
            previous = current;
        }
        current = new LocalGeneration(local);
        currentUsed = false;
        return local;
    }

    /**
     * Takes a datagram that came along {@code tuple}, and answers it into {@code out} if it may.
     */
    public StunVerdict onDatagram(
            long nowNanos, Tuple tuple, byte[] data, int offset, int length, DatagramSink out) {
        if (frame.read(data, offset, length) != StunFault.NONE) {
            return StunVerdict.MALFORMED;
        }
        if (frame.type() != StunClass.REQUEST) {
            return StunVerdict.IGNORED;
        }
        LocalGeneration generation = generationOf(frame);
        if (generation == null || !generation.authenticates(frame)) {
            return StunVerdict.UNAUTHENTICATED;
        }
        StunMessage request = StunCodec.decode(frame);
        if (request == null) {
            return StunVerdict.MALFORMED;
        }
        List<Integer> unknown = frame.unknownRequired();
        if (!unknown.isEmpty()) {
            return refuse(request, StunMessage.UNKNOWN_ATTRIBUTE, unknown, tuple, generation, out);
        }
        if (request.role() == IceRole.CONTROLLED) {
            // A lite agent cannot take the controlling role, whatever the tie-breakers say.
            return refuse(request, StunMessage.ROLE_CONFLICT, List.of(), tuple, generation, out);
        }
        return accept(nowNanos, request, tuple, generation, out);
    }

    /** The tuple that the peer nominated last; null before the first nomination. */
    public @Nullable Tuple selected() {
        return selected == null ? null : selected.tuple;
    }

    /** Where to send now: the selected tuple, before a nomination the one heard last, or null. */
    public @Nullable Tuple path() {
        Path path = sendPath();
        return path == null ? null : path.tuple;
    }

    /** Whether an authenticated request has come on {@code tuple}, and it is still remembered. */
    public boolean validated(Tuple tuple) {
        return paths.containsKey(Addresses.normalise(tuple));
    }

    /**
     * The tuple that gave way to the last one {@link StunVerdict#VALIDATED}; null when none had to.
     */
    public @Nullable Tuple forgotten() {
        return forgotten;
    }

    /**
     * Forgets a tuple that carries nothing any more, such as a closed connection. If it was
     * selected, the tuple heard last takes its place until the peer nominates again.
     */
    public void lost(Tuple tuple) {
        Path gone = paths.remove(Addresses.normalise(tuple));
        if (gone == null) {
            return;
        }
        if (gone == selected) {
            selected = null;
        }
        if (gone == latest) {
            latest = null;
            for (Path path : paths.values()) {
                if (latest == null || path.heardNanos - latest.heardNanos > 0) {
                    latest = path;
                }
            }
        }
    }

    /** Whether the peer still wants what {@link #path} carries (RFC 7675). */
    public boolean consented(long nowNanos) {
        Path path = sendPath();
        return path != null && nowNanos - path.heardNanos < config.consentNanos;
    }

    /**
     * When {@link #consented} ends unless the peer is heard again; Long.MAX_VALUE if it never
     * began.
     */
    public long consentEndNanos() {
        Path path = sendPath();
        return path == null ? Long.MAX_VALUE : path.heardNanos + config.consentNanos;
    }

    /** Whether the peer has ever been authenticated. */
    public boolean heard() {
        return heard;
    }

    /** When the peer was last authenticated, on any tuple; 0 before {@link #heard}. */
    public long lastAuthenticatedNanos() {
        return lastHeardNanos;
    }

    private @Nullable LocalGeneration generationOf(StunFrame request) {
        if (current.isNamedBy(request)) {
            return current;
        }
        return previous != null && previous.isNamedBy(request) ? previous : null;
    }

    private static StunVerdict refuse(
            StunMessage request,
            int errorCode,
            List<Integer> unknown,
            Tuple tuple,
            LocalGeneration generation,
            DatagramSink out) {
        byte[] reply =
                StunCodec.encode(
                        StunMessage.error(request.transactionId(), errorCode, unknown),
                        generation.key());
        out.send(tuple, reply, 0, reply.length);
        return StunVerdict.REFUSED;
    }

    private StunVerdict accept(
            long nowNanos,
            StunMessage request,
            Tuple tuple,
            LocalGeneration generation,
            DatagramSink out) {
        if (generation.equals(current)) {
            currentUsed = true;
            previous = null;
        }
        Tuple normal = Addresses.normalise(tuple);
        Path known = paths.get(normal);
        Path path = known == null ? remember(normal) : known;
        path.heardNanos = nowNanos;
        latest = path;
        heard = true;
        lastHeardNanos = nowNanos;
        if (request.useCandidate() || isSelectedSilent(nowNanos)) {
            selected = path;
        }
        byte[] reply =
                StunCodec.encode(
                        StunMessage.success(request.transactionId(), normal.remote()),
                        generation.key());
        out.send(tuple, reply, 0, reply.length);
        return known == null ? StunVerdict.VALIDATED : StunVerdict.AUTHENTICATED;
    }

    private boolean isSelectedSilent(long nowNanos) {
        return selected != null && nowNanos - selected.heardNanos > config.silenceNanos;
    }

    private Path remember(Tuple tuple) {
        forgotten = paths.size() >= config.maxTuples ? eldestNotSelected() : null;
        if (forgotten != null) {
            paths.remove(forgotten);
        }
        Path path = new Path(tuple);
        paths.put(tuple, path);
        return path;
    }

    private @Nullable Tuple eldestNotSelected() {
        for (Tuple eldest : paths.keySet()) {
            if (selected == null || !eldest.equals(selected.tuple)) {
                return eldest;
            }
        }
        return null;
    }

    private @Nullable Path sendPath() {
        return selected != null ? selected : latest;
    }
}

package dev.sluice.ice.agent;

import dev.sluice.ice.agent.CandidatePair.State;
import dev.sluice.ice.agent.Endpoints.Base;
import dev.sluice.ice.stun.IceRole;
import dev.sluice.ice.stun.StunClass;
import dev.sluice.ice.stun.StunCodec;
import dev.sluice.ice.stun.StunFault;
import dev.sluice.ice.stun.StunFrame;
import dev.sluice.ice.stun.StunKey;
import dev.sluice.ice.stun.StunMessage;
import dev.sluice.ice.stun.TransactionId;
import dev.sluice.mediacore.net.DatagramSink;
import dev.sluice.mediacore.net.Protocol;
import dev.sluice.mediacore.net.Tuple;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A client's side of ICE (RFC 8445): sends paced checks from each local base to each candidate of
 * the peer, nominates the best pair that works (regular nomination) and keeps its consent (RFC
 * 7675). While the selected pair is one over TCP, those over UDP go on being checked, unless their
 * checks were answered with an error, and the first that works is nominated in its place, as
 * browsers do. Starts controlling; yields to a full peer that controls too and has the greater
 * tie-breaker (section 7.3.1.1). Sans-I/O; belongs to one thread.
 */
public final class IceControllingAgent {

    /**
     * Times and limits of one agent; times are in nanoseconds.
     *
     * @param paceNanos the least time between two first transmissions (RFC 8445, 14.2)
     * @param initialTimeoutNanos until the first retransmission; grows with the list (14.3)
     * @param maxTransmissions of one check
     * @param nominationDelayNanos how long a working pair waits for a better one
     * @param consentIntervalNanos mean time between consent checks, randomised by a fifth; also the
     *     longest time between two checks of a pair over UDP while another over TCP is selected
     * @param consentNanos without an answer after which consent ends
     * @param maxPairs pairs in the list (RFC 8445, 6.1.2.5)
     */
    public record Config(
            long paceNanos,
            long initialTimeoutNanos,
            int maxTransmissions,
            long nominationDelayNanos,
            long consentIntervalNanos,
            long consentNanos,
            int maxPairs) {

        /** As the RFCs recommend. */
        public static final Config DEFAULT =
                new Config(
                        50_000_000L,
                        500_000_000L,
                        7,
                        100_000_000L,
                        5_000_000_000L,
                        30_000_000_000L,
                        100);
    }

    /** The peer of the current generation. */
    private record Peer(IceCredentials credentials, StunKey key) {}

    private final RandomGenerator random;
    private final Config config;
    private final long tieBreaker;
    private final StunFrame frame = new StunFrame();
    private final CheckList checks;
    private final ConsentFreshness consent;
    private final Endpoints endpoints;

    private LocalGeneration local;
    private @Nullable Peer peer;
    private IceRole role = IceRole.CONTROLLING;
    private IceState state = IceState.NEW;
    private @Nullable Tuple selected;
    private @Nullable CandidatePair nominee;
    private long nextCheckNanos;
    private long nominateNanos = Long.MAX_VALUE;

    /** The generator must be unpredictable outside of tests: it makes the transaction ids. */
    public IceControllingAgent(
            long nowNanos, IceCredentials local, RandomGenerator random, Config config) {
        this.nextCheckNanos = nowNanos;
        this.local = new LocalGeneration(local);
        this.random = random;
        this.config = config;
        this.tieBreaker = random.nextLong();
        this.checks = new CheckList(config.maxPairs);
        this.endpoints = new Endpoints(checks, config.maxPairs);
        this.consent =
                new ConsentFreshness(random, config.consentIntervalNanos, config.consentNanos);
    }

    /** Ours, which the peer was told. */
    public IceCredentials localCredentials() {
        return local.credentials();
    }

    /** How far it came. */
    public IceState state() {
        return state;
    }

    /** Which role it has now; a conflict may change it (RFC 8445, section 7.3.1.1). */
    public IceRole role() {
        return role;
    }

    /** Where media goes; null while there is no pair with the peer's consent. */
    public @Nullable Tuple selected() {
        return selected;
    }

    /** Whether media may be sent to {@link #selected}. */
    public boolean consented(long nowNanos) {
        return selected != null && consent.isValid(nowNanos);
    }

    /** Adds a socket of ours; the first added is the most preferred. */
    public void addLocal(Protocol protocol, InetSocketAddress address) {
        endpoints.addBase(protocol, address, null);
        reopen();
    }

    /** Adds a TCP connection of ours to a passive candidate of the peer (RFC 6544). */
    public void addConnection(InetSocketAddress local, InetSocketAddress remote) {
        endpoints.addBase(Protocol.TCP, local, remote);
        reopen();
    }

    /**
     * Takes a socket or connection away; if it was selected, the others are checked anew at once.
     */
    public void removeLocal(Protocol protocol, InetSocketAddress address) {
        Base gone = endpoints.removeBase(protocol, address);
        if (gone == null) {
            return;
        }
        if (nominee != null && gone.carries(nominee.tuple)) {
            nominee = null;
        }
        if (selected != null && gone.carries(selected)) {
            selected = null;
            consent.stop();
            recheck();
        }
    }

    /**
     * Takes the peer's credentials and its candidates, and begins the checks. New credentials after
     * a {@link #restart} begin anew; the same ones add what is new. Candidates whose host is no
     * address literal (mDNS names, say) are left out, never resolved.
     */
    public void remote(IceCredentials credentials, List<Candidate> candidates) {
        if (peer == null || !peer.credentials.equals(credentials)) {
            if (peer != null) {
                forgetChecks();
            }
            peer = new Peer(credentials, new StunKey(credentials.password()));
            state = IceState.CHECKING;
        }
        candidates.forEach(this::addRemoteCandidate);
    }

    /** Adds a candidate that came later (trickle, RFC 8838). */
    public void addRemoteCandidate(Candidate candidate) {
        endpoints.addRemote(candidate);
        reopen();
    }

    /**
     * Restarts ICE (RFC 8445, section 9): signal {@code credentials}, then give the peer's new ones
     * to {@link #remote}. The selected pair stays in use until another is selected or consent ends.
     */
    public void restart(IceCredentials credentials) {
        local = new LocalGeneration(credentials);
        peer = null;
        forgetChecks();
    }

    /**
     * Takes a datagram that came along {@code tuple}, and answers it into {@code out} if it may.
     */
    public StunVerdict onDatagram(
            long nowNanos, Tuple tuple, byte[] data, int offset, int length, DatagramSink out) {
        if (frame.read(data, offset, length) != StunFault.NONE) {
            return StunVerdict.MALFORMED;
        }
        Tuple normal = Addresses.normalise(tuple);
        return switch (frame.type()) {
            case INDICATION -> StunVerdict.IGNORED;
            case REQUEST -> onRequest(nowNanos, normal, out);
            case SUCCESS, ERROR -> onResponse(nowNanos, normal);
        };
    }

    /**
     * Whatever came from the peer has broken off: consent is checked at once, because a NAT may
     * have moved us unawares, and a lite peer follows the check.
     */
    public void suspect(long nowNanos) {
        if (selected != null && state == IceState.CONNECTED) {
            consent.hurry(nowNanos);
        }
    }

    /** Sends what is due; harmless when early or late. */
    public void onTimeout(long nowNanos, DatagramSink out) {
        if (consent.isOver(nowNanos)) {
            loseConsent();
        }
        retransmit(nowNanos, out);
        nominate(nowNanos);
        if (peer != null && nowNanos >= nextCheckNanos) {
            CandidatePair pair = checks.takeNext(role);
            if (pair != null) {
                check(nowNanos, pair, peer, out);
            }
        }
        if (peer != null && consent.isDue(nowNanos)) {
            checkConsent(nowNanos, peer, out);
        }
        if (state == IceState.CHECKING && selected == null && isHopeless()) {
            state = IceState.FAILED;
        }
    }

    /** When {@link #onTimeout} is wanted; Long.MAX_VALUE for never. */
    public long nextDeadlineNanos() {
        long next = consent.nextDeadlineNanos();
        if (peer != null && checks.hasWaiting()) {
            next = Math.min(next, nextCheckNanos);
        }
        if (toNominate() != null) {
            next = Math.min(next, nominateNanos);
        }
        for (CandidatePair pair : checks.pairs()) {
            if (pair.transaction != null) {
                next = Math.min(next, pair.transaction.nextNanos());
            }
        }
        return next;
    }

    private void reopen() {
        if (state == IceState.FAILED && peer != null && checks.hasWaiting()) {
            state = IceState.CHECKING;
        }
    }

    private void recheck() {
        checks.revive();
        nominee = null;
        nominateNanos = Long.MAX_VALUE;
        state = IceState.CHECKING;
    }

    private void forgetChecks() {
        checks.clear();
        endpoints.clearRemotes();
        consent.pause();
        nominee = null;
        nominateNanos = Long.MAX_VALUE;
        state = IceState.CHECKING;
    }

    private boolean isHopeless() {
        return !checks.isEmpty()
                && checks.best(role, pair -> pair.isPending() || pair.state == State.SUCCEEDED)
                        == null;
    }

    private void loseConsent() {
        consent.stop();
        selected = null;
        if (state == IceState.CONNECTED || peer == null) {
            state = IceState.FAILED;
        }
    }

    private void check(long nowNanos, CandidatePair pair, Peer to, DatagramSink out) {
        TransactionId id = TransactionId.random(random);
        boolean useCandidate = role == IceRole.CONTROLLING && pair.nominated;
        byte[] request = request(id, pair, useCandidate, to);
        pair.state = State.IN_PROGRESS;
        pair.transaction =
                new CheckTransaction(
                        nowNanos,
                        id,
                        request,
                        role,
                        useCandidate,
                        Math.max(
                                config.initialTimeoutNanos,
                                config.paceNanos * checks.pendingCount()),
                        config.maxTransmissions);
        nextCheckNanos = nowNanos + config.paceNanos;
        out.send(pair.tuple, request, 0, request.length);
    }

    private void checkConsent(long nowNanos, Peer to, DatagramSink out) {
        CandidatePair pair = selected == null ? null : checks.get(selected);
        if (pair == null) {
            consent.pause();
            return;
        }
        TransactionId id = TransactionId.random(random);
        // Nominating again lets a lite peer follow us when a NAT has moved us.
        byte[] request = request(id, pair, role == IceRole.CONTROLLING, to);
        consent.sent(nowNanos, id);
        out.send(pair.tuple, request, 0, request.length);
    }

    private byte[] request(TransactionId id, CandidatePair pair, boolean useCandidate, Peer to) {
        String username =
                to.credentials.usernameFragment() + ":" + local.credentials().usernameFragment();
        return StunCodec.encode(
                StunMessage.check(
                        id, username, pair.reflexivePriority, useCandidate, role, tieBreaker),
                to.key);
    }

    private void retransmit(long nowNanos, DatagramSink out) {
        for (CandidatePair pair : checks.pairs()) {
            CheckTransaction transaction = pair.transaction;
            if (transaction == null || nowNanos < transaction.nextNanos()) {
                continue;
            }
            boolean better = isBetter(pair);
            if (transaction.isOver(nowNanos)) {
                fail(pair);
                if (better) {
                    pair.end(State.WAITING);
                }
            } else {
                transaction.retransmitted(
                        nowNanos, better ? config.consentIntervalNanos : Long.MAX_VALUE);
                out.send(pair.tuple, transaction.request, 0, transaction.request.length);
            }
        }
    }

    /** Whether it would do better than the selected one, if it worked. */
    private boolean isBetter(CandidatePair pair) {
        return role == IceRole.CONTROLLING
                && selected != null
                && selected.protocol() == Protocol.TCP
                && pair.tuple.protocol() == Protocol.UDP;
    }

    /** The best pair that works and is wanted; null when there is none, or one is nominated. */
    private @Nullable CandidatePair toNominate() {
        if (role != IceRole.CONTROLLING || nominee != null) {
            return null;
        }
        return switch (state) {
            case CHECKING -> checks.best(role, pair -> pair.state == State.SUCCEEDED);
            case CONNECTED ->
                    checks.best(role, pair -> pair.state == State.SUCCEEDED && isBetter(pair));
            case NEW, FAILED -> null;
        };
    }

    private void nominate(long nowNanos) {
        CandidatePair best = toNominate();
        if (best == null) {
            return;
        }
        CandidatePair pending = checks.best(role, CandidatePair::isPending);
        if (nowNanos >= nominateNanos
                || pending == null
                || Long.compareUnsigned(best.priority(role), pending.priority(role)) > 0) {
            nominee = best;
            best.nominated = true;
            checks.trigger(best);
        }
    }

    private void fail(CandidatePair pair) {
        pair.end(State.FAILED);
        pair.nominated = false;
        if (pair.equals(nominee)) {
            nominee = null;
        }
    }

    private void succeed(long nowNanos, CandidatePair pair, CheckTransaction transaction) {
        pair.end(State.SUCCEEDED);
        boolean chosen = role == IceRole.CONTROLLING ? transaction.useCandidate : pair.nominated;
        if (chosen) {
            select(nowNanos, pair);
        } else {
            weigh(nowNanos);
        }
    }

    private void weigh(long nowNanos) {
        nominateNanos = Math.min(nominateNanos, nowNanos + config.nominationDelayNanos);
        nominate(nowNanos);
    }

    private void select(long nowNanos, CandidatePair pair) {
        selected = pair.tuple;
        state = IceState.CONNECTED;
        nominee = null;
        nominateNanos = Long.MAX_VALUE;
        checks.stop(nowNanos, this::isBetter);
        consent.start(nowNanos);
        if (toNominate() != null) {
            weigh(nowNanos); // It answered while this one was being nominated.
        }
    }

    private void switchRole() {
        role = role.other();
        nominee = null;
        checks.pairs().forEach(pair -> pair.nominated = false);
    }

    private StunVerdict onResponse(long nowNanos, Tuple tuple) {
        TransactionId id = frame.transactionId();
        CandidatePair pair = checks.byTransaction(id);
        boolean forConsent = pair == null && consent.awaits(id);
        if (peer == null || (pair == null && !forConsent)) {
            return StunVerdict.IGNORED;
        }
        if (!peer.key.verifies(frame)) {
            return StunVerdict.UNAUTHENTICATED;
        }
        StunMessage response = StunCodec.decode(frame);
        if (response == null) {
            return StunVerdict.MALFORMED;
        }
        boolean good = response.type() == StunClass.SUCCESS && frame.unknownRequired().isEmpty();
        if (pair != null) {
            return onCheckResponse(nowNanos, pair, good && tuple.equals(pair.tuple), response);
        }
        if (!good || !tuple.equals(selected)) {
            return StunVerdict.REFUSED;
        }
        consent.confirm(nowNanos, id);
        return StunVerdict.AUTHENTICATED;
    }

    /** A response from another address than the check went to fails it (RFC 8445, 7.2.5.2.1). */
    private StunVerdict onCheckResponse(
            long nowNanos, CandidatePair pair, boolean good, StunMessage response) {
        CheckTransaction transaction = pair.transaction;
        if (transaction != null && good) {
            succeed(nowNanos, pair, transaction);
            return StunVerdict.AUTHENTICATED;
        }
        if (transaction != null && response.errorCode() == StunMessage.ROLE_CONFLICT) {
            if (transaction.role == role) {
                switchRole();
            }
            checks.trigger(pair);
        } else {
            fail(pair);
        }
        return StunVerdict.REFUSED;
    }

    private StunVerdict onRequest(long nowNanos, Tuple tuple, DatagramSink out) {
        if (!local.authenticates(frame)) {
            return StunVerdict.UNAUTHENTICATED;
        }
        StunMessage request = StunCodec.decode(frame);
        if (request == null) {
            return StunVerdict.MALFORMED;
        }
        Base base = endpoints.baseOf(tuple);
        if (base == null) {
            return StunVerdict.IGNORED;
        }
        List<Integer> unknown = frame.unknownRequired();
        if (!unknown.isEmpty()) {
            reply(
                    tuple,
                    StunMessage.error(
                            request.transactionId(), StunMessage.UNKNOWN_ATTRIBUTE, unknown),
                    out);
            return StunVerdict.REFUSED;
        }
        if (request.role() == role && !yieldsTo(request)) {
            reply(
                    tuple,
                    StunMessage.error(
                            request.transactionId(), StunMessage.ROLE_CONFLICT, List.of()),
                    out);
            return StunVerdict.REFUSED;
        }
        reply(tuple, StunMessage.success(request.transactionId(), tuple.remote()), out);
        return learn(nowNanos, tuple, base, request);
    }

    private void reply(Tuple tuple, StunMessage response, DatagramSink out) {
        byte[] bytes = StunCodec.encode(response, local.key());
        out.send(tuple, bytes, 0, bytes.length);
    }

    /** Settles a role conflict (RFC 8445, 7.3.1.1); false when the peer must give in. */
    private boolean yieldsTo(StunMessage request) {
        boolean ours = Long.compareUnsigned(tieBreaker, request.tieBreaker()) >= 0;
        if (ours == (role == IceRole.CONTROLLING)) {
            return false;
        }
        switchRole();
        return true;
    }

    /** Checks back on a pair that the peer checks (RFC 8445, 7.3.1.3 to 7.3.1.5). */
    private StunVerdict learn(long nowNanos, Tuple tuple, Base base, StunMessage request) {
        CandidatePair known = checks.get(tuple);
        CandidatePair pair =
                known == null ? new CandidatePair(tuple, base.rank(), request.priority()) : known;
        checks.add(pair);
        if (checks.get(tuple) == null) {
            return StunVerdict.AUTHENTICATED; // The list is full.
        }
        boolean nominatedNow = role == IceRole.CONTROLLED && request.useCandidate();
        pair.nominated |= nominatedNow;
        if (state != IceState.CONNECTED || (nominatedNow && !tuple.equals(selected))) {
            switch (pair.state) {
                case SUCCEEDED -> {
                    if (nominatedNow) {
                        select(nowNanos, pair);
                    }
                }
                case IN_PROGRESS -> {
                    if (pair.transaction != null) {
                        pair.transaction.hurry(nowNanos);
                    }
                }
                case WAITING, FAILED, STOPPED -> {
                    checks.trigger(pair);
                    reopen();
                }
            }
        }
        return known == null ? StunVerdict.VALIDATED : StunVerdict.AUTHENTICATED;
    }
}

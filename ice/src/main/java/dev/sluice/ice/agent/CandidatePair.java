package dev.sluice.ice.agent;

import dev.sluice.ice.stun.IceRole;
import dev.sluice.mediacore.net.Tuple;
import org.jspecify.annotations.Nullable;

/** A base of ours, an address of the peer, and how the check between them stands. */
final class CandidatePair {

    enum State {
        WAITING,
        IN_PROGRESS,
        SUCCEEDED,
        FAILED,
        /** Given up because another pair was selected. */
        STOPPED
    }

    final Tuple tuple;

    /** What our checks on this pair say in PRIORITY (RFC 8445, section 7.1.1). */
    final long reflexivePriority;

    private final long localPriority;
    private final long remotePriority;

    State state = State.WAITING;
    @Nullable CheckTransaction transaction;

    /** Controlling: the next check carries USE-CANDIDATE. Controlled: the peer has said it. */
    boolean nominated;

    CandidatePair(Tuple tuple, int localRank, long remotePriority) {
        this.tuple = tuple;
        this.localPriority = Candidates.hostPriority(tuple.protocol(), localRank);
        this.remotePriority = remotePriority;
        this.reflexivePriority =
                Candidates.priority(
                        Candidates.PEER_REFLEXIVE_PREFERENCE,
                        Candidates.udpLocalPreference(localRank));
    }

    /** By RFC 8445, section 6.1.2.3; to be compared unsigned. */
    long priority(IceRole ours) {
        return ours == IceRole.CONTROLLING
                ? Candidates.pairPriority(localPriority, remotePriority)
                : Candidates.pairPriority(remotePriority, localPriority);
    }

    boolean isPending() {
        return state == State.WAITING || state == State.IN_PROGRESS;
    }

    /** Forgets the check under way and takes the state. */
    void end(State ended) {
        state = ended;
        transaction = null;
    }
}

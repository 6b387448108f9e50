package dev.sluice.ice.agent;

/** What became of a datagram that an agent was given. */
public enum StunVerdict {
    /** Authenticated, and the first on its tuple: the receiving loop may be told of it. */
    VALIDATED,
    /** Authenticated, on a tuple known before. */
    AUTHENTICATED,
    /** Authenticated, but answered with an error: role conflict, or what we do not understand. */
    REFUSED,
    /** Integrity missing, wrong or for somebody else: nothing was answered or remembered. */
    UNAUTHENTICATED,
    /** No STUN message: nothing was answered or remembered. */
    MALFORMED,
    /** Not for this agent: an indication, a response to nothing of ours. */
    IGNORED;

    /** Whether this was a sign of life from the peer, and its tuple is validated. */
    public boolean isAuthenticated() {
        return this == VALIDATED || this == AUTHENTICATED;
    }
}

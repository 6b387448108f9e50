package dev.sluice.sfu.transport;

/**
 * What is counted on each loop: the metric that it is part of, and the value of its only tag, or ""
 * without one. The set is fixed, so that a large server has no more time series than a small one.
 */
public enum Measure {
    DATAGRAMS_IN(Family.DATAGRAMS, "in"),
    DATAGRAMS_OUT(Family.DATAGRAMS, "out"),
    BYTES_IN(Family.BYTES, "in"),
    BYTES_OUT(Family.BYTES, "out"),
    HANDED_OVER(Family.HANDED_OVER, ""),
    DELAYED(Family.DELAYED, ""),
    STALLS(Family.STALLS, ""),
    FAULTS(Family.FAULTS, ""),
    /** Media packets of publishers, each counted once. */
    RECEIVED(Family.RECEIVED, ""),
    /** Expected from publishers, not received and not repaired. */
    LOST(Family.LOST, ""),
    RECOVERED(Family.RECOVERED, ""),
    KEYFRAMES(Family.KEYFRAMES, ""),
    SENT_AUDIO(Family.SENT, "audio"),
    SENT_BASE(Family.SENT, "video-base"),
    SENT_UPPER(Family.SENT, "video-upper"),
    SENT_RTX(Family.SENT, "rtx"),
    SENT_PADDING(Family.SENT, "padding"),
    NACKS_IN(Family.NACKS, "in"),
    NACKS_OUT(Family.NACKS, "out"),
    KEYFRAME_REQUESTS_IN(Family.KEYFRAME_REQUESTS, "in"),
    KEYFRAME_REQUESTS_OUT(Family.KEYFRAME_REQUESTS, "out"),
    EVICTED_TUPLE(Family.EVICTED, "tuple"),
    EVICTED_SRTP_CONTEXT(Family.EVICTED, "srtp-context"),
    EVICTED_RESEND(Family.EVICTED, "resend"),
    DROPPED_BAD_SIZE(Family.DROPS, "bad-size"),
    DROPPED_UNKNOWN_TUPLE(Family.DROPS, "unknown-tuple"),
    DROPPED_UNKNOWN_PEER(Family.DROPS, "unknown-peer"),
    DROPPED_STALE(Family.DROPS, "stale"),
    DROPPED_HAND_OVER(Family.DROPS, "hand-over-full"),
    DROPPED_SEND(Family.DROPS, "socket-full"),
    DROPPED_CROSSING(Family.DROPS, "crossing-full"),
    DROPPED_BAD_STUN(Family.DROPS, "bad-stun"),
    DROPPED_STRANGER(Family.DROPS, "too-many-failed-checks"),
    DROPPED_TOO_FAST(Family.DROPS, "too-fast"),
    DROPPED_NOT_VALIDATED(Family.DROPS, "not-validated"),
    DROPPED_BEFORE_KEYS(Family.DROPS, "before-keys"),
    DROPPED_BAD_SRTP(Family.DROPS, "bad-srtp"),
    DROPPED_UNKNOWN_PROTOCOL(Family.DROPS, "unknown-protocol"),
    DROPPED_NO_PATH(Family.DROPS, "no-path"),
    DROPPED_PACER(Family.DROPS, "pacer-full"),
    DROPPED_MALFORMED(Family.DROPS, "malformed-rtp"),
    DROPPED_UNKNOWN_STREAM(Family.DROPS, "unknown-stream"),
    DROPPED_UNKNOWN_FORMAT(Family.DROPS, "unknown-format"),
    DROPPED_STALE_STREAM(Family.DROPS, "stale-stream"),
    DROPPED_DUPLICATE(Family.DROPS, "duplicate"),
    DROPPED_DAMAGED(Family.DROPS, "damaged-payload");

    /** A metric with its help, and the name of its tag. */
    public enum Family {
        DATAGRAMS("sluice.datagrams", "direction", "Datagrams at the media sockets"),
        BYTES("sluice.datagram.bytes", "direction", "Bytes of these, without IP and UDP headers"),
        HANDED_OVER("sluice.datagrams.handed.over", "", "Datagrams that another loop had to read"),
        DELAYED("sluice.delay.packets", "", "Packets whose added delay was measured"),
        STALLS("sluice.loop.stalls", "", "Times that a loop ran its timers over 50 ms late"),
        FAULTS("sluice.loop.faults", "", "Exceptions of one peer that a loop survived"),
        RECEIVED("sluice.rtp.received", "", "Media packets of publishers, each counted once"),
        LOST("sluice.rtp.lost", "", "Packets of publishers that never came, repairs as come"),
        RECOVERED("sluice.rtp.recovered", "", "Packets of publishers that came as a resend"),
        KEYFRAMES("sluice.keyframes", "", "Keyframes of publishers"),
        SENT("sluice.rtp.sent", "kind", "Packets sent to subscribers"),
        NACKS("sluice.nacks", "direction", "Sequence numbers asked for again: in by subscribers"),
        KEYFRAME_REQUESTS(
                "sluice.keyframe.requests", "direction", "PLI and FIR: in from subscribers"),
        EVICTED("sluice.evicted", "what", "What there was too much of: the oldest went"),
        DROPS("sluice.drops", "reason", "Packets dropped");

        private final String metric;
        private final String tag;
        private final String help;

        Family(String metric, String tag, String help) {
            this.metric = metric;
            this.tag = tag;
            this.help = help;
        }

        /** Its name. */
        public String metric() {
            return metric;
        }

        /** The tag's name, "" without one. */
        public String tag() {
            return tag;
        }

        /** What it is, in a sentence. */
        public String help() {
            return help;
        }
    }

    private final Family family;
    private final String value;

    Measure(Family family, String value) {
        this.family = family;
        this.value = value;
    }

    /** Its place in an array of all. */
    @SuppressWarnings("EnumOrdinal") // of arrays that no other program reads
    public int index() {
        return ordinal();
    }

    /** The metric that it is part of. */
    public Family family() {
        return family;
    }

    /** The tag's value. */
    public String value() {
        return value;
    }
}

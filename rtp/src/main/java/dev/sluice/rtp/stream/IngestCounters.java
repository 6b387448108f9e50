package dev.sluice.rtp.stream;

/** What a transport's receiver dropped or counted apart, since its start. */
public final class IngestCounters {

    long malformed;
    long unknownStream;
    long unknownFormat;
    long staleStream;
    long damagedPayload;
    long probes;
    long duplicates;
    long malformedRtcp;
    long foreignByes;

    IngestCounters() {}

    /** RTP that could not be parsed. */
    public long malformed() {
        return malformed;
    }

    /** Packets that nothing assigned to a section and encoding. */
    public long unknownStream() {
        return unknownStream;
    }

    /** Packets with a payload type that their section did not negotiate. */
    public long unknownFormat() {
        return unknownFormat;
    }

    /** Packets of an SSRC that another one took the place of, and retransmissions of no stream. */
    public long staleStream() {
        return staleStream;
    }

    /** Packets whose payload descriptor could not be read. */
    public long damagedPayload() {
        return damagedPayload;
    }

    /** RTX packets without payload. */
    public long probes() {
        return probes;
    }

    /** Packets that were known already, or too old to tell. */
    public long duplicates() {
        return duplicates;
    }

    /** RTCP datagrams, of those given to the receiver, that were damaged. */
    public long malformedRtcp() {
        return malformedRtcp;
    }

    /** BYEs, all of which are ignored: signalling says who leaves. */
    public long foreignByes() {
        return foreignByes;
    }
}

package dev.sluice.rtp.rtcp;

/** Takes RTCP datagrams that a machine wants sent to its peer, before SRTCP. */
@FunctionalInterface
public interface RtcpSink {

    /** One compound or reduced-size packet (RFC 5506). The bytes are borrowed: copy to keep. */
    void send(byte[] data, int offset, int length);
}

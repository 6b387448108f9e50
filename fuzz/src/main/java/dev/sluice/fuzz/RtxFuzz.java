package dev.sluice.fuzz;

import dev.sluice.rtp.packet.RtpPacket;
import dev.sluice.rtp.packet.Rtx;
import java.util.Arrays;

/** RFC 4588: what comes out of a retransmission is a packet with the original's payload. */
public final class RtxFuzz {

    private RtxFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        byte[] bytes = data.clone();
        RtpPacket packet = new RtpPacket();
        if (packet.parse(bytes, 0, bytes.length) != RtpPacket.Verdict.OK) {
            return;
        }
        int payload = packet.payloadBytes();
        int payloadAt = packet.payloadOffset();
        boolean marker = packet.marker();
        long timestamp = packet.timestamp();
        if (!Rtx.decapsulate(packet, 96, 0xDEADBEEFL)) {
            Check.that(Rtx.isProbe(packet) && Arrays.equals(data, bytes), "a probe was changed");
            return;
        }
        RtpFuzz.check(packet);
        Check.that(packet.payloadBytes() == payload - Rtx.OSN_BYTES, "the payload's length");
        Check.that(
                Arrays.equals(
                        Arrays.copyOfRange(data, payloadAt + 2, payloadAt + payload),
                        Arrays.copyOfRange(
                                bytes,
                                packet.payloadOffset(),
                                packet.payloadOffset() + packet.payloadBytes())),
                "the payload changed");
        Check.that(
                packet.ssrc() == 0xDEADBEEFL
                        && packet.payloadType() == 96
                        && packet.marker() == marker
                        && packet.timestamp() == timestamp,
                "the header is not the original's");
    }
}

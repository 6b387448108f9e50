package dev.sluice.fuzz;

import dev.sluice.rtp.packet.RtpPacket;

/** The RTP header, and the retransmission wrapping of what it leads to. */
public final class RtpFuzz {

    private RtpFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        RtpPacket packet = new RtpPacket();
        if (packet.parse(data, 0, data.length) != RtpPacket.Verdict.OK) {
            return;
        }
        check(packet);
        byte[] shifted = new byte[data.length + 7];
        System.arraycopy(data, 0, shifted, 3, data.length);
        RtpPacket second = new RtpPacket();
        Check.that(
                second.parse(shifted, 3, data.length) == RtpPacket.Verdict.OK,
                "the verdict depends on the offset");
        check(second);
        Check.that(
                second.ssrc() == packet.ssrc()
                        && second.sequenceNumber() == packet.sequenceNumber()
                        && second.timestamp() == packet.timestamp()
                        && second.payloadBytes() == packet.payloadBytes(),
                "the fields depend on the offset");
    }

    static void check(RtpPacket packet) {
        Check.that(
                packet.headerBytes() + packet.payloadBytes() + packet.paddingBytes()
                        == packet.length(),
                "the parts do not make the whole");
        Check.that(packet.payloadBytes() >= 0, "a negative payload");
        Check.that(
                packet.extensionBytes() == 0
                        || packet.extensionOffset() + packet.extensionBytes()
                                <= packet.payloadOffset(),
                "the extension reaches into the payload");
        Check.that(packet.payloadType() < 128 && packet.sequenceNumber() < 65_536, "wide fields");
    }
}

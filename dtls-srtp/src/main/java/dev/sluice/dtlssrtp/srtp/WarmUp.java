package dev.sluice.dtlssrtp.srtp;

import java.util.function.BooleanSupplier;

/** Sends packets from one session to another until the ciphers of every profile are compiled. */
final class WarmUp {

    private static final int PACKETS = 5_000;
    private static final int RTP_BYTES = 1_200;
    private static final int RTCP_BYTES = 64;

    private WarmUp() {}

    static void run(BooleanSupplier wanted) {
        for (SrtpProfile profile : SrtpProfile.PREFERENCE) {
            byte[] key = new byte[profile.keyBytes()];
            byte[] salt = new byte[profile.saltBytes()];
            SrtpSession session =
                    new SrtpSession(new SrtpKeyingMaterial(profile, key, salt, key, salt));
            byte[] rtp = new byte[RTP_BYTES + SrtpSession.RTP_TAIL_BYTES];
            byte[] rtcp = new byte[RTCP_BYTES + SrtpSession.RTCP_TAIL_BYTES];
            for (int i = 0; i < PACKETS && wanted.getAsBoolean(); i++) {
                exchange(session, rtp, rtcp, i);
            }
            session.close();
        }
    }

    private static void exchange(SrtpSession session, byte[] rtp, byte[] rtcp, int sequence) {
        rtp[0] = (byte) 0x80;
        rtp[2] = (byte) (sequence >> 8);
        rtp[3] = (byte) sequence;
        require(RTP_BYTES, session.unprotectRtp(rtp, 0, session.protectRtp(rtp, 0, RTP_BYTES)));
        rtcp[0] = (byte) 0x80;
        require(
                RTCP_BYTES,
                session.unprotectRtcp(rtcp, 0, session.protectRtcp(rtcp, 0, RTCP_BYTES)));
    }

    private static void require(int expected, int length) {
        if (length != expected) {
            throw new IllegalStateException("SRTP does not work on this JVM: verdict " + length);
        }
    }
}

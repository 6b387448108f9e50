package dev.sluice.rtp.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.mediacore.buf.Bytes;
import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.ext.Extension;
import dev.sluice.rtp.ext.ExtensionWriter;
import dev.sluice.rtp.packet.RtpPacket;
import dev.sluice.rtp.rtcp.NtpTime;
import dev.sluice.rtp.rtcp.RtcpWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Absolute capture times, as those who receive from us should read them. */
class CaptureClockTest {

    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long SECOND_NTP = 1L << 32;

    /** Ours shows 1,000 s at monotonic 0. */
    private static final long OUR_NTP_NANOS = 1_000 * SECOND_NANOS;

    private static final int MID_ID = 1;
    private static final int CAPTURE_TIME_ID = 5;
    private static final long CAPTURED = 0x1234_5678_9ABC_DEF0L;

    private final RtpReceiver receiver = new RtpReceiver(1, "c", OUR_NTP_NANOS);
    private int sequence;

    CaptureClockTest() {
        receiver.configure(
                List.of(
                        new TrackConfig(
                                "a",
                                MediaKind.AUDIO,
                                List.of(
                                        new TrackConfig.Format(
                                                Codec.OPUS, 111, -1, false, false, false, false)),
                                Map.of(
                                        Extension.MID,
                                        MID_ID,
                                        Extension.ABS_CAPTURE_TIME,
                                        CAPTURE_TIME_ID),
                                List.of(),
                                List.of(),
                                false)));
    }

    /** The capturer's clock is ahead of the sender's by 3 s, the sender's of ours by 4,004 s. */
    @Test
    void shouldTellTheOffsetFromOurClock() {
        reportAt(2 * SECOND_NANOS, 5_006 * SECOND_NANOS);
        long[] told = forwarded(false, CAPTURED, 3 * SECOND_NTP);
        assertEquals(CAPTURED, told[0]);
        // The report is taken for half a round trip old, which is 100 ms before it is measured.
        assertEquals(4_007.05, told[1] / (double) SECOND_NTP, 1e-6);
    }

    @Test
    void shouldTellAnOffsetBelowZero() {
        reportAt(2 * SECOND_NANOS, 2 * SECOND_NANOS);
        assertEquals(-999.95, forwarded(false, CAPTURED, 0)[1] / (double) SECOND_NTP, 1e-6);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellNoOffsetBeforeTheClocksAreCompared(boolean twoByte) {
        long[] told = forwarded(twoByte, CAPTURED, 3 * SECOND_NTP);
        assertEquals(1, told.length, "only the time of capture");
        assertEquals(CAPTURED, told[0]);
    }

    @Test
    void shouldPassOnACaptureTimeWithoutOffset() {
        reportAt(2 * SECOND_NANOS, 5_006 * SECOND_NANOS);
        assertEquals(List.of(CAPTURED), Arrays.stream(forwarded(false, CAPTURED)).boxed().toList());
    }

    private void reportAt(long nowNanos, long ntpNanos) {
        RtcpWriter writer = new RtcpWriter();
        writer.senderReport(77, NtpTime.ofNanos(ntpNanos), 0, 1, 1);
        receiver.onRtcp(nowNanos, writer.data(), 0, writer.length());
    }

    /** What becomes of the values of the extension. */
    private long[] forwarded(boolean twoByte, long... values) {
        byte[] data = new byte[100];
        data[0] = (byte) 0x90;
        data[1] = 111;
        Bytes.put16(data, 2, sequence++);
        Bytes.put32(data, 8, 77);
        ExtensionWriter writer = new ExtensionWriter();
        writer.begin(data, 12, twoByte);
        int at = writer.reserve(CAPTURE_TIME_ID, 8 * values.length);
        for (int i = 0; i < values.length; i++) {
            Bytes.put64(data, at + 8 * i, values[i]);
        }
        writer.put(MID_ID, new byte[] {'a'}, 0, 1);
        int length = 12 + writer.end() + 1;
        long[][] told = new long[1][];
        receiver.onRtp(SECOND_NANOS, data, 0, length, (now, packet) -> told[0] = read(packet));
        return told[0];
    }

    private static long[] read(MediaPacket packet) {
        // Others read it again from the bytes.
        assertEquals(
                RtpPacket.Verdict.OK,
                packet.rtp.parse(packet.rtp.data(), packet.rtp.offset(), packet.rtp.length()));
        assertTrue(packet.extensions.matches(Extension.MID, "a"));
        boolean offset = packet.extensions.length(Extension.ABS_CAPTURE_TIME) == 16;
        long captured = packet.extensions.absCaptureTime();
        return offset
                ? new long[] {captured, packet.extensions.captureClockOffset()}
                : new long[] {captured};
    }
}

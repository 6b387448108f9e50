package dev.sluice.bench.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.dtlssrtp.srtp.SrtpProfile;
import dev.sluice.ice.agent.StunVerdict;
import dev.sluice.rtp.packet.RtpPacket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The benchmarks do what they claim to measure. */
class BenchmarksTest {

    @Test
    void shouldParse() {
        ParseBenchmark parse = new ParseBenchmark();
        assertEquals(RtpPacket.Verdict.OK, parse.parseHeader());
        assertTrue(parse.scanExtensions());
        assertTrue(parse.parsePayloadDescriptor());
        long before = parse.ingest();
        assertTrue(parse.ingest() >= before + VideoPackets.PAYLOAD_BYTES);
    }

    @Test
    void shouldForwardEveryPacket() {
        FanOutBenchmark fanOut = new FanOutBenchmark();
        fanOut.subscribers = 3;
        fanOut.encrypt = true;
        fanOut.subscribe();
        long first = fanOut.forward();
        long second = fanOut.forward();
        assertTrue(second - first > VideoPackets.PAYLOAD_BYTES, "only " + (second - first));
    }

    @ParameterizedTest
    @EnumSource
    void shouldProtectAndUnprotect(SrtpProfile profile) {
        SrtpBenchmark srtp = new SrtpBenchmark();
        srtp.profile = profile;
        srtp.encrypt();
        int encrypted = srtp.protect();
        assertEquals(encrypted - profile.tagBytes(), srtp.unprotect());
        for (int i = 0; i < 20_000; i++) {
            srtp.unprotect(); // throws when a packet is refused
        }
    }

    @Test
    void shouldAnswerChecksAndRefuseForgedOnes() {
        StunBenchmark stun = new StunBenchmark();
        stun.prove();
        assertNotNull(stun.peek());
        assertTrue(stun.answer().isAuthenticated());
        assertEquals(StunVerdict.UNAUTHENTICATED, stun.refuse());
    }

    @Test
    void shouldReadAndWriteFeedback() {
        TransportFeedbackBenchmark feedback = new TransportFeedbackBenchmark();
        assertTrue(feedback.write());
        assertEquals(15, feedback.parse());
        assertEquals(30, feedback.parse());
        assertTrue(feedback.control() > 0);
    }
}

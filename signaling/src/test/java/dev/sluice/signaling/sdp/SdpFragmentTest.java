package dev.sluice.signaling.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.ice.agent.IceCredentials;
import org.junit.jupiter.api.Test;

class SdpFragmentTest {

    /** A WHIP client's first candidates: credentials in the section. */
    private static final String TRICKLED =
            "a=group:BUNDLE 0 1\r\n"
                    + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
                    + "a=mid:0\r\n"
                    + "a=ice-ufrag:EsAw\r\n"
                    + "a=ice-pwd:0123456789012345678901\r\n"
                    + "a=candidate:1 1 udp 2130706431 192.0.2.7 1234 typ host\r\n"
                    + "a=candidate:2 1 udp 2130706430 198.51.100.1 61765 typ host\r\n"
                    + "a=end-of-candidates\r\n";

    @Test
    void shouldReadTrickledCandidates() throws SdpException {
        SdpFragment fragment = SdpFragment.parse(TRICKLED);

        assertEquals(new IceCredentials("EsAw", "0123456789012345678901"), fragment.credentials());
        assertEquals(2, fragment.candidates().size());
        assertEquals("192.0.2.7", fragment.candidates().get(0).host());
        assertEquals("0", fragment.media().get(0).mid());
        assertTrue(fragment.media().get(0).attributes().has(Flag.END_OF_CANDIDATES));
        assertEquals(TRICKLED, fragment.write());
    }

    @Test
    void shouldReadCredentialsBeforeTheFirstSection() throws SdpException {
        String text = "a=ice-ufrag:EsAw\r\na=ice-pwd:0123456789012345678901\r\n";
        IceCredentials credentials = SdpFragment.parse(text).credentials();

        assertEquals(new IceCredentials("EsAw", "0123456789012345678901"), credentials);
        assertNull(SdpFragment.parse("a=ice-ufrag:EsAw\r\n").credentials());
        assertEquals(0, SdpFragment.parse("").media().size());
    }

    @Test
    void shouldTellNewCredentialsOfTheTransport() throws SdpException {
        Offer offer = Local.read(Samples.offer("chromium-av-simulcast-data"));
        SdpFragment fragment = SdpFragment.of(offer, Local.ICE, Local.CANDIDATES);

        assertEquals(
                "a=ice-lite\r\n"
                        + "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n"
                        + "a=mid:0\r\n"
                        + "a=ice-ufrag:SRVR\r\n"
                        + "a=ice-pwd:0123456789abcdefghijkl\r\n"
                        + String.join("\r\n", Local.CANDIDATE_LINES)
                        + "\r\na=end-of-candidates\r\n",
                fragment.write());
        assertEquals(Local.ICE, SdpFragment.parse(fragment.write()).credentials());
    }

    @Test
    void shouldRefuseWhatIsNoFragment() {
        SdpException fault = assertThrows(SdpException.class, () -> SdpFragment.parse("v=0\r\n"));

        assertEquals(1, fault.line());
    }
}

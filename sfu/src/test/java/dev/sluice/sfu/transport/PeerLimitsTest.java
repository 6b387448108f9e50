package dev.sluice.sfu.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.dtlssrtp.dtls.HandshakeLimits;
import dev.sluice.rtp.stream.ReceiveLimits;
import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.Limits;
import org.junit.jupiter.api.Test;

class PeerLimitsTest {

    @Test
    void shouldGiveEachToWhatItBounds() {
        Limits distinct =
                Limits.DEFAULT
                        .with(Limit.HANDSHAKE_MESSAGE_BYTES, 3_000)
                        .with(Limit.HANDSHAKE_FRAGMENTS, 5)
                        .with(Limit.HANDSHAKE_BYTES, 5_000)
                        .with(Limit.HANDSHAKE_DATAGRAMS, 9)
                        .with(Limit.HANDSHAKE_MILLIS, 600)
                        .with(Limit.PEER_SECTIONS, 3)
                        .with(Limit.PEER_STREAMS, 10)
                        .with(Limit.NACK_NUMBERS, 17)
                        .with(Limit.NACK_TRIES, 2)
                        .with(Limit.KEYFRAME_REQUEST_MILLIS, 700);
        assertEquals(new HandshakeLimits(3_000, 5, 5_000, 9, 600), PeerLimits.handshake(distinct));
        assertEquals(new ReceiveLimits(3, 10, 17, 2, 700_000_000L), PeerLimits.receiving(distinct));
    }

    @Test
    void shouldHaveTheSameUsualValuesAsTheMachinesThemselves() {
        assertEquals(HandshakeLimits.DEFAULT, PeerLimits.handshake(Limits.DEFAULT));
        assertEquals(ReceiveLimits.DEFAULT, PeerLimits.receiving(Limits.DEFAULT));
    }
}

package dev.sluice.dtlssrtp.dtls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HandshakeGuardTest {

    private static final int CLIENT_HELLO = 1;
    private static final int CERTIFICATE = 11;
    private static final int CERTIFICATE_VERIFY = 15;
    private static final int CLIENT_KEY_EXCHANGE = 16;
    private static final int FINISHED = 20;

    private final HandshakeGuard guard =
            new HandshakeGuard(DtlsRole.SERVER, HandshakeLimits.DEFAULT);

    @Test
    void shouldKnowWhenTheWholeClientHelloIsHere() {
        assertTrue(guard.admit(Flights.fragment(CLIENT_HELLO, 1400, 0, 1150, 250)));
        assertFalse(guard.clientHelloComplete());
        assertTrue(guard.admit(Flights.fragment(CLIENT_HELLO, 1400, 0, 0, 1149)));
        assertFalse(guard.clientHelloComplete());
        assertTrue(guard.admit(Flights.fragment(CLIENT_HELLO, 1400, 0, 1149, 1)));
        assertTrue(guard.clientHelloComplete());
    }

    @Test
    void shouldNotTakeAnotherFirstMessageForAClientHello() {
        assertTrue(guard.admit(Flights.fragment(CERTIFICATE, 10, 0, 0, 10)));
        assertFalse(guard.clientHelloComplete());
    }

    @Test
    void shouldRefuseAMessageThatDeclaresTooMuch() {
        int max = HandshakeLimits.DEFAULT.messageBytes();

        assertFalse(guard.admit(Flights.fragment(CLIENT_HELLO, max + 1, 0, 0, 1)));
        assertFalse(guard.admit(Flights.fragment(CLIENT_HELLO, 0xffffff, 0, 0, 0)));
        assertTrue(guard.admit(Flights.fragment(CLIENT_HELLO, max, 0, 0, 1)));
    }

    @Test
    void shouldRefuseAHandshakeThatDeclaresTooMuch() {
        int max = HandshakeLimits.DEFAULT.messageBytes();

        assertTrue(guard.admit(Flights.fragment(CLIENT_HELLO, max, 0, 0, 1)));
        assertTrue(guard.admit(Flights.fragment(CERTIFICATE, max, 1, 0, 1)));
        assertFalse(guard.admit(Flights.fragment(CERTIFICATE, 1, 2, 0, 1)));
        assertTrue(guard.admit(Flights.fragment(CERTIFICATE, max, 1, 1, 1)), "known already");
    }

    @Test
    void shouldRefuseMoreThan64FragmentsOfAMessage() {
        for (int i = 0; i < HandshakeLimits.DEFAULT.fragments(); i++) {
            assertTrue(guard.admit(Flights.fragment(CERTIFICATE, 1000, 1, 10 * i, 1)));
        }
        assertFalse(guard.admit(Flights.fragment(CERTIFICATE, 1000, 1, 5, 1)));
        assertTrue(guard.admit(Flights.fragment(CERTIFICATE, 1000, 1, 0, 1)), "a repetition");
        assertTrue(guard.admit(Flights.fragment(CERTIFICATE_VERIFY, 1000, 2, 0, 1)));
    }

    @Test
    void shouldBoundRepetition() {
        byte[] whole = Flights.fragment(CLIENT_HELLO, 5, 0, 0, 5);
        for (int i = 0; i <= HandshakeGuard.MAX_REPEATED_FRAGMENTS; i++) {
            assertTrue(guard.admit(whole.clone()));
        }
        assertFalse(guard.admit(whole));
    }

    @Test
    void shouldRefuseAMessageThatChanges() {
        assertTrue(guard.admit(Flights.fragment(CLIENT_HELLO, 100, 0, 0, 10)));

        assertFalse(guard.admit(Flights.fragment(CLIENT_HELLO, 101, 0, 10, 10)));
        assertFalse(guard.admit(Flights.fragment(CERTIFICATE, 100, 0, 10, 10)));
    }

    @Test
    void shouldRefuseWhatDoesNotFit() {
        byte[] good = Flights.fragment(CLIENT_HELLO, 100, 0, 0, 10);
        byte[] beyond = Flights.fragment(CLIENT_HELLO, 100, 0, 95, 10);
        byte[] far = Flights.fragment(CLIENT_HELLO, 100, 16, 0, 10);
        byte[] tail = Flights.concat(List.of(good, new byte[] {22}));
        byte[] shortRecord = good.clone();
        shortRecord[12]--; // the record ends inside its message
        byte[] longRecord = good.clone();
        longRecord[12]++; // the record ends behind the datagram
        byte[] empty = Flights.record(22, new byte[0], 0);

        for (byte[] bad : List.of(beyond, far, tail, shortRecord, longRecord, empty)) {
            assertFalse(guard.admit(bad.clone()));
        }
        assertFalse(guard.admit(new byte[0]));
        assertFalse(guard.admit(new byte[HandshakeGuard.MAX_DATAGRAM_BYTES + 1]));
    }

    @Test
    void shouldRefuseRecordsThatNoHandshakeNeeds() {
        byte[] plaintextData = Flights.record(23, new byte[5], 0);
        byte[] secondEpoch = Flights.record(22, new byte[40], 0);
        secondEpoch[4] = 2;
        byte[] heartbeat = Flights.record(24, new byte[5], 0);
        byte[] tls = Flights.fragment(CLIENT_HELLO, 5, 0, 0, 5);
        tls[1] = 3;
        byte[] earlyAlert = Flights.record(21, new byte[] {2, 80}, 0);

        for (byte[] bad : List.of(plaintextData, secondEpoch, heartbeat, tls, earlyAlert)) {
            assertFalse(guard.admit(bad));
        }
        assertTrue(guard.admit(Flights.fragment(CLIENT_HELLO, 5, 0, 0, 5)));
        assertTrue(guard.admit(Flights.record(21, new byte[] {2, 80}, 0)));
        assertFalse(guard.admit(Flights.record(21, new byte[] {2, 80, 0}, 0)));
    }

    @Test
    void shouldRenumberPlaintextRecordsOnly() {
        byte[] first = Flights.record(22, Flights.message(1, 5, 0, 0, new byte[5]), 1L << 47);
        byte[] second = Flights.record(22, Flights.message(11, 5, 1, 0, new byte[5]), 3);
        byte[] encrypted = Flights.record(22, new byte[40], 1L << 48 | 77);

        assertTrue(guard.admit(first));
        assertTrue(guard.admit(second));
        assertTrue(guard.admit(encrypted));

        assertEquals(0, ByteBuffer.wrap(first).getLong(3));
        assertEquals(1, ByteBuffer.wrap(second).getLong(3));
        assertEquals(1L << 48 | 77, ByteBuffer.wrap(encrypted).getLong(3));
    }

    @Test
    void shouldBlankAChangeCipherSpecThatOvertookTheCertificateVerify() {
        guard.admit(Flights.fragment(CLIENT_HELLO, 5, 0, 0, 5));
        guard.admit(Flights.fragment(CERTIFICATE, 5, 1, 0, 5));
        guard.admit(Flights.fragment(CERTIFICATE_VERIFY, 5, 3, 0, 5));
        byte[] early = Flights.record(20, new byte[] {1}, 0);
        assertTrue(guard.admit(early));
        assertEquals(0, early[Flights.RECORD_HEADER]);

        guard.admit(Flights.fragment(CLIENT_KEY_EXCHANGE, 5, 2, 0, 5));
        byte[] late = Flights.record(20, new byte[] {1}, 0);
        assertTrue(guard.admit(late));
        assertEquals(1, late[Flights.RECORD_HEADER]);
    }

    @Test
    void shouldKnowAFinishedMessageFromABomb() {
        byte[] finished = Flights.message(FINISHED, 12, 4, 0, new byte[12]);
        byte[] half = Flights.message(FINISHED, 12, 4, 6, new byte[6]);
        byte[] bomb = Flights.message(FINISHED, 0xffffff, 4, 0, new byte[0]);
        byte[] other = Flights.message(CERTIFICATE, 12, 4, 0, new byte[12]);

        assertTrue(HandshakeGuard.finishedOnly(finished, 0, finished.length));
        assertTrue(HandshakeGuard.finishedOnly(half, 0, half.length));
        assertFalse(HandshakeGuard.finishedOnly(bomb, 0, bomb.length));
        assertFalse(HandshakeGuard.finishedOnly(other, 0, other.length));
        assertFalse(HandshakeGuard.finishedOnly(finished, 0, finished.length - 1));
    }

    @Test
    void shouldGiveAVerdictOnAnythingAtAll() {
        Random random = new Random(5);
        HandshakeGuard current = guard;
        for (int i = 0; i < 1_000_000; i++) {
            List<byte[]> records = new ArrayList<>();
            for (int n = random.nextInt(3); n >= 0; n--) {
                records.add(
                        Flights.fragment(
                                random.nextInt(21),
                                random.nextInt(40),
                                random.nextInt(18),
                                random.nextInt(40),
                                random.nextInt(10)));
            }
            byte[] datagram = Flights.concat(records);
            for (int flips = random.nextInt(3); flips > 0; flips--) {
                datagram[random.nextInt(datagram.length)] ^= (byte) (1 << random.nextInt(8));
            }
            current.admit(Arrays.copyOf(datagram, random.nextInt(datagram.length + 1)));
            if (i % 1_000 == 0) {
                current =
                        new HandshakeGuard(
                                DtlsRole.values()[random.nextInt(2)], HandshakeLimits.DEFAULT);
            }
        }
    }
}

package dev.sluice.dtlssrtp.dtls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.dtlssrtp.srtp.SrtpKeyingMaterial;
import dev.sluice.dtlssrtp.srtp.SrtpProfile;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DtlsTransportTest {

    private static final long DEADLINE_NANOS =
            TimeUnit.MILLISECONDS.toNanos(HandshakeLimits.DEFAULT.millis());

    private final DtlsPair pair = new DtlsPair();

    @AfterEach
    void close() {
        pair.close();
    }

    @Test
    void shouldAgreeOnKeysInBothRoles() {
        pair.start();

        SrtpKeyingMaterial client = pair.clientOutcome.keys();
        SrtpKeyingMaterial server = pair.serverOutcome.keys();

        assertSame(SrtpProfile.AEAD_AES_128_GCM, client.profile());
        assertMirrored(client, server);
        assertFalse(Arrays.equals(client.localKey(), client.remoteKey()));
    }

    private static void assertMirrored(SrtpKeyingMaterial a, SrtpKeyingMaterial b) {
        assertSame(a.profile(), b.profile());
        assertArrayEquals(a.localKey(), b.remoteKey());
        assertArrayEquals(a.localSalt(), b.remoteSalt());
        assertArrayEquals(b.localKey(), a.remoteKey());
        assertArrayEquals(b.localSalt(), a.remoteSalt());
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void shouldTakeTheOnlyProfileThatTheClientOffers(SrtpProfile profile) {
        pair.clientProfiles = List.of(profile);
        pair.start();

        assertSame(profile, pair.serverOutcome.keys().profile());
        assertMirrored(pair.clientOutcome.keys(), pair.serverOutcome.keys());
    }

    @Test
    void shouldFollowTheServersPreferenceNotTheClientsOrder() {
        pair.clientProfiles = List.of(SrtpProfile.AES128_CM_SHA1_80, SrtpProfile.AEAD_AES_128_GCM);
        pair.start();

        assertSame(SrtpProfile.AEAD_AES_128_GCM, pair.serverOutcome.keys().profile());
    }

    @Test
    void shouldFailWithoutACommonProfile() {
        pair.clientProfiles = List.of(SrtpProfile.AES128_CM_SHA1_80);
        pair.serverProfiles = List.of(SrtpProfile.AEAD_AES_256_GCM);
        pair.start();

        assertSame(DtlsFailure.NO_SRTP, pair.serverOutcome.failure());
        assertSame(DtlsFailure.PEER_ALERT, pair.clientOutcome.failure());
    }

    @Test
    void shouldGiveNoKeysWhenTheServersCertificateIsNotTheAnnouncedOne() {
        pair.clientTrusts = List.of(DtlsPair.CLIENT.fingerprint());
        pair.start();

        assertSame(DtlsFailure.WRONG_FINGERPRINT, pair.clientOutcome.failure());
        assertSame(DtlsFailure.PEER_ALERT, pair.serverOutcome.failure());
    }

    @Test
    void shouldGiveNoKeysWhenTheClientsCertificateIsNotTheAnnouncedOne() {
        pair.serverTrusts = List.of(DtlsPair.SERVER.fingerprint());
        pair.start();

        assertSame(DtlsFailure.WRONG_FINGERPRINT, pair.serverOutcome.failure());
        assertSame(DtlsFailure.PEER_ALERT, pair.clientOutcome.failure());
    }

    @Test
    void shouldGiveNoKeysWhenNothingWasAnnounced() {
        pair.serverTrusts = List.of();
        pair.start();

        assertSame(DtlsFailure.WRONG_FINGERPRINT, pair.serverOutcome.failure());
    }

    @Test
    void shouldAcceptAnyOfSeveralFingerprintsAndStrongerHashes() {
        pair.serverTrusts =
                List.of(
                        new Fingerprint("sha-1", "00:11"),
                        DtlsIdentity.generate(new SecureRandom()).fingerprint(),
                        Fingerprints.of("sha-512", DtlsPair.CLIENT.certificate()));
        pair.start();

        assertMirrored(pair.clientOutcome.keys(), pair.serverOutcome.keys());
    }

    @Test
    void shouldNotTrustAWeakHash() {
        pair.serverTrusts = List.of(Fingerprints.of("sha-1", DtlsPair.CLIENT.certificate()));
        pair.start();

        assertSame(DtlsFailure.WRONG_FINGERPRINT, pair.serverOutcome.failure());
    }

    @Test
    void shouldReassembleAClientHelloFromManyDatagrams() {
        pair.up = (n, datagram) -> n == 0 ? Flights.split(datagram, 9) : List.of(datagram);
        pair.start();

        assertMirrored(pair.clientOutcome.keys(), pair.serverOutcome.keys());
    }

    @Test
    void shouldReassembleAClientHelloWhoseFragmentsComeInReverse() {
        pair.up =
                (n, datagram) -> n == 0 ? reversed(Flights.split(datagram, 40)) : List.of(datagram);
        pair.start();

        assertMirrored(pair.clientOutcome.keys(), pair.serverOutcome.keys());
    }

    private static <T> List<T> reversed(List<T> list) {
        List<T> copy = new ArrayList<>(list);
        Collections.reverse(copy);
        return copy;
    }

    @Test
    void shouldDuplicateNothingWhenEveryDatagramComesTwice() {
        pair.up = (n, datagram) -> List.of(datagram, datagram);
        pair.down = (n, datagram) -> List.of(datagram, datagram);
        pair.start();

        assertMirrored(pair.clientOutcome.keys(), pair.serverOutcome.keys());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldSurviveLossAndReordering(long seed) {
        pair.up = impaired(new Random(seed));
        pair.down = impaired(new Random(~seed));
        pair.start();

        assertMirrored(pair.clientOutcome.keys(), pair.serverOutcome.keys());
    }

    /** Loses a quarter of the first 12 datagrams and holds another quarter back behind the next. */
    private static DtlsPair.Impairment impaired(Random random) {
        List<byte[]> held = new ArrayList<>();
        return (n, datagram) -> {
            int fate = n < 12 ? random.nextInt(4) : 3;
            if (fate == 0) {
                return List.of();
            }
            if (fate == 1) {
                held.add(datagram);
                return List.of();
            }
            List<byte[]> now = new ArrayList<>(List.of(datagram));
            now.addAll(held);
            held.clear();
            return now;
        };
    }

    @Test
    void shouldRepeatItsLastFlightForAClientThatLostIt() {
        Set<Integer> lost = new HashSet<>();
        pair.down =
                (n, datagram) -> {
                    boolean lastFlight = Flights.isLastFlight(datagram);
                    if (lastFlight && lost.size() < 4) {
                        lost.add(n);
                        return List.of();
                    }
                    return List.of(datagram);
                };
        pair.start();

        SrtpKeyingMaterial server = pair.serverOutcome.keys();
        assertMirrored(pair.clientOutcome.keys(), server);
        assertEquals(4, lost.size(), "two repetitions of ChangeCipherSpec and Finished");
    }

    @Test
    void shouldHearCloseNotify() {
        pair.start();
        pair.serverOutcome.keys();
        pair.clientOutcome.keys();

        pair.onLoop(() -> {
            pair.client.close();
            return null;
        });

        Outcome.await(pair.serverOutcome.closed);
        assertFalse(pair.clientOutcome.closed.isDone());
    }

    @Test
    void shouldIgnoreForgedAlertsAndGarbageOnceConnected() {
        pair.start();
        pair.serverOutcome.keys();
        pair.clientOutcome.keys();
        byte[] forged = {
            21, // alert
            (byte) 0xfe,
            (byte) 0xfd, // DTLS 1.2
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            99, // epoch 0, sequence number 99
            0,
            2, // length
            2,
            80 // fatal, internal_error
        };
        byte[] encrypted = forged.clone();
        encrypted[4] = 1;

        pair.onLoop(() -> {
            DtlsPair.deliver(forged, pair.server);
            DtlsPair.deliver(encrypted, pair.server);
            Random random = new Random(7);
            for (int i = 0; i < 10_000; i++) {
                DtlsPair.deliver(Flights.garbage(random), pair.server);
            }
            pair.client.close();
            return null;
        });

        // Only the authentic close_notify that followed ends it.
        Outcome.await(pair.serverOutcome.closed);
        assertFalse(pair.serverOutcome.failed.isDone());
    }

    @Test
    void shouldCompleteAmidGarbage() {
        Random random = new Random(3);
        pair.up =
                (n, datagram) ->
                        List.of(Flights.garbage(random), datagram, Flights.garbage(random));
        pair.down = pair.up;
        pair.start();

        assertMirrored(pair.clientOutcome.keys(), pair.serverOutcome.keys());
    }

    @Test
    void shouldCompleteWhenTheHelloComesBeforeStart() {
        Outcome outcome = new Outcome();
        pair.up = (n, datagram) -> List.of();
        pair.start();
        byte[] hello = firstHello();
        DtlsTransport late =
                new DtlsTransport(
                        DtlsRole.SERVER,
                        DtlsPair.SERVER,
                        List.of(DtlsPair.CLIENT.fingerprint()),
                        (data, off, len) ->
                                pair.loop.execute(() -> pair.client.onDatagram(0, data, off, len)),
                        pair.handshakes,
                        outcome);
        pair.up =
                (n, datagram) -> {
                    DtlsPair.deliver(datagram, late);
                    return List.of();
                };

        pair.onLoop(() -> {
            DtlsPair.deliver(hello, late);
            assertEquals(0, pair.handshakes.queued());
            late.start(0);
            return null;
        });

        assertMirrored(pair.clientOutcome.keys(), outcome.keys());
    }

    private byte[] firstHello() {
        while (pair.onLoop(pair.fromClient::isEmpty)) {
            Thread.onSpinWait();
        }
        return pair.onLoop(() -> pair.fromClient.get(0));
    }

    @Test
    void shouldHoldNoThreadForSilenceAndFailAtTheDeadline() {
        Outcome outcome = new Outcome();
        DtlsTransport silent =
                new DtlsTransport(
                        DtlsRole.SERVER,
                        DtlsPair.SERVER,
                        List.of(DtlsPair.CLIENT.fingerprint()),
                        (data, off, len) -> {},
                        pair.handshakes,
                        outcome);
        silent.start(1_000);

        assertEquals(1_000 + DEADLINE_NANOS, silent.nextDeadlineNanos());
        assertEquals(0, pair.handshakes.running() + pair.handshakes.queued());

        silent.onTimeout(999 + DEADLINE_NANOS);
        assertFalse(outcome.failed.isDone());
        silent.onTimeout(1_000 + DEADLINE_NANOS);
        assertSame(DtlsFailure.TIMEOUT, outcome.failure());
        assertEquals(Long.MAX_VALUE, silent.nextDeadlineNanos());
    }

    @Test
    void shouldEndTheThreadOfAStalledHandshakeAtTheDeadline() throws InterruptedException {
        pair.down = (n, datagram) -> List.of();
        pair.start();
        while (pair.onLoop(() -> pair.fromServer.isEmpty())) {
            Thread.onSpinWait();
        }

        pair.onLoop(() -> {
            pair.client.onTimeout(DEADLINE_NANOS);
            pair.server.onTimeout(DEADLINE_NANOS);
            return null;
        });

        assertSame(DtlsFailure.TIMEOUT, pair.clientOutcome.failure());
        assertSame(DtlsFailure.TIMEOUT, pair.serverOutcome.failure());
        while (pair.handshakes.running() + pair.handshakes.stalled() > 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldSayNothingAfterClose() {
        pair.down = (n, datagram) -> List.of();
        pair.start();
        pair.onLoop(() -> {
            pair.client.close();
            pair.server.close();
            return null;
        });
        while (pair.handshakes.running() + pair.handshakes.stalled() > 0) {
            Thread.onSpinWait();
        }

        assertFalse(pair.clientOutcome.failed.isDone());
        assertFalse(pair.serverOutcome.failed.isDone());
        assertEquals(Long.MAX_VALUE, pair.client.nextDeadlineNanos());
    }

    @Test
    void shouldRefuseWhenTooManyHandshakesWait() {
        HandshakeExecutor full = new HandshakeExecutor(1, 0);
        try (DtlsPair refused = new DtlsPair(full)) {
            refused.start();
            assertSame(DtlsFailure.OVERLOADED, refused.clientOutcome.failure());
        }
    }

    @Test
    void shouldReturnAtOnceFromAnEmptyQueue() {
        pair.start();
        pair.serverOutcome.keys();
        pair.clientOutcome.keys();

        pair.onLoop(() -> {
            long before = System.nanoTime();
            for (int i = 0; i < 10_000; i++) {
                pair.server.onTimeout(0);
            }
            // bctls would wait at least 1 ms each time
            long each = (System.nanoTime() - before) / 10_000;
            assertTrue(each < 500_000, each + " ns");
            return null;
        });
    }

    @Test
    void shouldWriteTheFingerprintAsSdpDoes() {
        Fingerprint fingerprint = DtlsPair.SERVER.fingerprint();

        assertEquals("sha-256", fingerprint.algorithm());
        assertTrue(fingerprint.value().matches("([0-9A-F]{2}:){31}[0-9A-F]{2}"));
    }
}

package dev.sluice.dtlssrtp.dtls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers in front of clients that we did not write, or that mean harm. */
class HostilePeerTest {

    private static final long MIB = 1 << 20;

    private final DtlsPair pair = new DtlsPair();
    private final Outcome outcome = new Outcome();
    private final List<byte[]> helloDatagrams = new ArrayList<>();

    @AfterEach
    void close() {
        pair.close();
    }

    private DtlsTransport server(DtlsSink sink, Outcome outcome) {
        DtlsTransport server =
                new DtlsTransport(
                        DtlsRole.SERVER,
                        DtlsPair.SERVER,
                        List.of(DtlsPair.CLIENT.fingerprint()),
                        sink,
                        pair.handshakes,
                        outcome);
        server.start(0);
        return server;
    }

    private DtlsTransport target;

    private void connectTo(TestClient client) {
        target =
                server(
                        (data, off, len) ->
                                client.onDatagram(Arrays.copyOfRange(data, off, off + len)),
                        outcome);
    }

    private void toServer(byte[] datagram) {
        if (helloDatagrams.size() < 2) {
            helloDatagrams.add(datagram);
        }
        if (datagram[0] != ContentType.alert) { // a client that gives up is not to end the server
            pair.loop.execute(() -> DtlsPair.deliver(datagram, target));
        }
    }

    @Test
    void shouldFallBackTo12FromAHelloOf13InTwoDatagrams() throws IOException {
        TestClient client = new TestClient(this::toServer);
        client.offersDtls13 = true;
        connectTo(client);

        client.connect();

        assertArrayEquals(client.localKey(), outcome.keys().remoteKey());
        assertTrue(helloDatagrams.get(0).length > 1_100);
        assertEquals(22, helloDatagrams.get(1)[0]);
        assertEquals(1, helloDatagrams.get(1)[Flights.RECORD_HEADER], "still the ClientHello");
    }

    /** 33 fragments of one byte in a record: 442 bytes that made bctls reserve 256 MiB and more. */
    private static byte[] bombInOneRecord() {
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        for (int i = 0; i < 33; i++) {
            messages.writeBytes(Flights.message(11, 0xffffff, 1 + i, 0, new byte[1]));
        }
        return Flights.record(22, messages.toByteArray(), 5);
    }

    /** 17 records of one byte: 442 bytes again. */
    private static byte[] bombInManyRecords() {
        List<byte[]> records = new ArrayList<>();
        for (int i = 0; i < 17; i++) {
            byte[] message = Flights.message(11, 0xffffff, 1 + i, 0, new byte[1]);
            records.add(Flights.record(22, message, 5 + i));
        }
        return Flights.concat(records);
    }

    @Test
    void shouldNotReserveWhatFragmentsDeclare() {
        pair.down = (n, datagram) -> List.of();
        pair.start();
        while (pair.onLoop(pair.fromServer::isEmpty)) {
            Thread.onSpinWait();
        }
        assertEquals(442, bombInOneRecord().length);
        assertEquals(442, bombInManyRecords().length);
        long before = usedHeap();

        pair.onLoop(() -> {
            for (int i = 0; i < 1_000; i++) {
                DtlsPair.deliver(bombInOneRecord(), pair.server);
                DtlsPair.deliver(bombInManyRecords(), pair.server);
            }
            return null;
        });
        long refused = pair.onLoop(pair.server::droppedDatagrams);
        pair.onLoop(() -> {
            // What is allowed: 64 KiB declared, in fragments that never complete it.
            for (int i = 0; i < 64; i++) {
                byte[] sliver = Flights.fragment(11, 30_000, 1, 2 * i, 1);
                DtlsPair.deliver(sliver, pair.server);
                DtlsPair.deliver(Flights.fragment(16, 30_000, 2, 2 * i, 1), pair.server);
            }
            return null;
        });

        long grown = usedHeap() - before;
        assertEquals(2_000, refused);
        assertTrue(grown < MIB, "heap grew by " + grown + " bytes");
        assertFalse(pair.serverOutcome.failed.isDone());
    }

    /** With keys but without proof of who it is, a client declares 16 MiB per Finished message. */
    @Test
    void shouldNotReserveWhatEncryptedFragmentsDeclare() {
        TestClient client = new TestClient(this::toServer, TestClient.crypto(this::bombing));
        connectTo(client);
        long before = usedHeap();

        assertThrows(IOException.class, client::connect);

        long grown = usedHeap() - before;
        assertTrue(bombs > 0);
        assertTrue(grown < MIB, "heap grew by " + grown + " bytes");
        assertFalse(outcome.connected.isDone());
        assertEquals(1, pair.handshakes.running() + pair.handshakes.stalled(), "still waits");
        pair.onLoop(() -> {
            target.close();
            return null;
        });
    }

    private int bombs;

    /** Encrypts a record of 12 declared giants in place of each handshake message. */
    private TlsCipher bombing(TlsCipher cipher) {
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        for (int i = 0; i < 12; i++) {
            messages.writeBytes(Flights.message(20, 0xffffff, 4 + i, 0, new byte[0]));
        }
        byte[] bomb = messages.toByteArray();
        InvocationHandler handler =
                (proxy, method, args) -> {
                    if (method.getName().equals("encodePlaintext")
                            && (short) args[1] == ContentType.handshake) {
                        bombs++;
                        args[4] = bomb;
                        args[5] = 0;
                        args[6] = bomb.length;
                    }
                    try {
                        return method.invoke(cipher, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                };
        return (TlsCipher)
                Proxy.newProxyInstance(
                        TlsCipher.class.getClassLoader(),
                        new Class<?>[] {TlsCipher.class},
                        handler);
    }

    @Test
    void shouldLetAGoodClientInBesideHundredsThatFallSilentAfterTheirHello() {
        HandshakeExecutor small = new HandshakeExecutor(64, 4096);
        byte[] hello = hello();
        List<DtlsTransport> halfOpen = new ArrayList<>();
        try (DtlsPair good = new DtlsPair(small)) {
            for (int i = 0; i < 256; i++) {
                DtlsTransport silent =
                        new DtlsTransport(
                                DtlsRole.SERVER,
                                DtlsPair.SERVER,
                                List.of(DtlsPair.CLIENT.fingerprint()),
                                (data, off, len) -> {},
                                small,
                                new Outcome());
                silent.start(0);
                DtlsPair.deliver(hello, silent);
                halfOpen.add(silent);
            }
            good.start();

            good.serverOutcome.keys();
            good.clientOutcome.keys();
            halfOpen.forEach(DtlsTransport::close);
            while (small.running() + small.stalled() + small.queued() > 0) {
                Thread.onSpinWait();
            }
        }
    }

    private byte[] hello() {
        pair.up = (n, datagram) -> List.of();
        pair.start();
        while (pair.onLoop(pair.fromClient::isEmpty)) {
            Thread.onSpinWait();
        }
        return pair.onLoop(() -> pair.fromClient.get(0));
    }

    private static long usedHeap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}

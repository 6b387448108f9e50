package dev.sluice.dtlssrtp.dtls;

import dev.sluice.dtlssrtp.srtp.SrtpProfile;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A client and a server on one loop thread, with a link that a test can make worse. */
final class DtlsPair implements AutoCloseable {

    /** What the link makes of the n-th datagram (from 0) of one direction. */
    @FunctionalInterface
    interface Impairment {

        Impairment NONE = (n, datagram) -> List.of(datagram);

        List<byte[]> carry(int n, byte[] datagram);
    }

    static final DtlsIdentity CLIENT = DtlsIdentity.generate(new SecureRandom());
    static final DtlsIdentity SERVER = DtlsIdentity.generate(new SecureRandom());

    final Outcome clientOutcome = new Outcome();
    final Outcome serverOutcome = new Outcome();
    final List<byte[]> fromClient = new ArrayList<>();
    final List<byte[]> fromServer = new ArrayList<>();
    final HandshakeExecutor handshakes;
    final ExecutorService loop = Executors.newSingleThreadExecutor();

    List<Fingerprint> clientTrusts = List.of(SERVER.fingerprint());
    List<Fingerprint> serverTrusts = List.of(CLIENT.fingerprint());
    List<SrtpProfile> clientProfiles = SrtpProfile.PREFERENCE;
    List<SrtpProfile> serverProfiles = SrtpProfile.PREFERENCE;
    Impairment up = Impairment.NONE;
    Impairment down = Impairment.NONE;
    DtlsTransport client;
    DtlsTransport server;

    DtlsPair() {
        this(new HandshakeExecutor());
    }

    DtlsPair(HandshakeExecutor handshakes) {
        this.handshakes = handshakes;
    }

    DtlsPair start() {
        server =
                new DtlsTransport(
                        DtlsRole.SERVER,
                        SERVER,
                        serverTrusts,
                        serverProfiles,
                        HandshakeLimits.DEFAULT,
                        (data, off, len) -> carry(data, off, len, false),
                        handshakes,
                        serverOutcome);
        client =
                new DtlsTransport(
                        DtlsRole.CLIENT,
                        CLIENT,
                        clientTrusts,
                        clientProfiles,
                        HandshakeLimits.DEFAULT,
                        (data, off, len) -> carry(data, off, len, true),
                        handshakes,
                        clientOutcome);
        onLoop(() -> {
            server.start(0);
            client.start(0);
            return null;
        });
        return this;
    }

    private void carry(byte[] data, int offset, int length, boolean upwards) {
        byte[] copy = Arrays.copyOfRange(data, offset, offset + length);
        loop.execute(() -> {
            List<byte[]> sent = upwards ? fromClient : fromServer;
            sent.add(copy);
            Impairment link = upwards ? up : down;
            for (byte[] datagram : link.carry(sent.size() - 1, copy)) {
                deliver(datagram, upwards ? server : client);
            }
        });
    }

    static void deliver(byte[] datagram, DtlsTransport to) {
        to.onDatagram(0, datagram, 0, datagram.length);
    }

    /** Runs on the loop and waits for the result. */
    <T> T onLoop(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                result.complete(task.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        return Outcome.await(result);
    }

    @Override
    public void close() {
        handshakes.close();
        loop.shutdownNow();
    }
}

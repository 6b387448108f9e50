package dev.sluice.dtlssrtp.dtls;

import dev.sluice.dtlssrtp.srtp.SrtpProfile;
import dev.sluice.fuzz.Check;
import dev.sluice.fuzz.Input;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DatagramTransport;

/**
 * The DTLS record filter, and bctls behind it, which gets what the filter lets through: neither
 * throws anything but an {@link IOException}, nor takes much memory (CVE-2026-59646).
 */
public final class HandshakeFuzz {

    private static final int MAX_DATAGRAMS = 64;
    private static final int MAX_GUARD_BYTES = 256 * 1024;
    private static final int MAX_HANDSHAKE_BYTES = 32 << 20;
    private static final DtlsIdentity IDENTITY = DtlsIdentity.generate(new SecureRandom());

    private HandshakeFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length == 0) {
            return;
        }
        DtlsRole role = (data[0] & 1) == 0 ? DtlsRole.SERVER : DtlsRole.CLIENT;
        Check.allocatesAtMost(MAX_GUARD_BYTES + 8L * data.length, () -> filter(role, data));
        Filtered filtered = filter(role, data);
        if (role == DtlsRole.CLIENT || filtered.hello) {
            Check.allocatesAtMost(MAX_HANDSHAKE_BYTES, () -> shake(role, filter(role, data)));
        }
    }

    /** What the filter let through. */
    private record Filtered(Queue<byte[]> datagrams, boolean hello) {}

    private static Filtered filter(DtlsRole role, byte[] data) {
        Input input = new Input(data);
        input.uint8();
        HandshakeGuard guard = new HandshakeGuard(role, HandshakeLimits.DEFAULT);
        Queue<byte[]> admitted = new ArrayDeque<>();
        for (int i = 0; i < MAX_DATAGRAMS && !input.isEmpty(); i++) {
            byte[] datagram = input.piece();
            if (guard.admit(datagram)) {
                Check.that(datagram.length <= 1500, "a long datagram");
                admitted.add(datagram);
            }
        }
        return new Filtered(admitted, guard.clientHelloComplete());
    }

    private static void shake(DtlsRole role, Filtered filtered) {
        SrtpAgreement agreement =
                new SrtpAgreement(
                        IDENTITY,
                        List.of(IDENTITY.fingerprint()),
                        SrtpProfile.PREFERENCE,
                        HandshakeLimits.DEFAULT.millis());
        DatagramTransport network = new Replay(filtered.datagrams());
        try {
            if (role == DtlsRole.SERVER) {
                new DTLSServerProtocol().accept(new SrtpServer(agreement), network);
            } else {
                new DTLSClientProtocol().connect(new SrtpClient(agreement), network);
            }
            throw new AssertionError("a handshake without the peer's key went through");
        } catch (IOException refused) {
            Check.that(agreement.keys() == null, "keys from a failed handshake");
        }
    }

    /** Gives the datagrams one after the other, then closes. */
    private record Replay(Queue<byte[]> datagrams) implements DatagramTransport {

        @Override
        public int getReceiveLimit() {
            return HandshakeGuard.MAX_DATAGRAM_BYTES;
        }

        @Override
        public int getSendLimit() {
            return 1200;
        }

        @Override
        public int receive(byte[] buffer, int offset, int length, int waitMillis)
                throws IOException {
            byte[] next = datagrams.poll();
            if (next == null) {
                throw new IOException("no more");
            }
            System.arraycopy(next, 0, buffer, offset, Math.min(length, next.length));
            return next.length;
        }

        @Override
        public void send(byte[] data, int offset, int length) {}

        @Override
        public void close() {}
    }
}

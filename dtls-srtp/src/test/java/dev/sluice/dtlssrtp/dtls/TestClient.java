package dev.sluice.dtlssrtp.dtls;

import dev.sluice.dtlssrtp.srtp.SrtpProfile;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ExtensionType;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** A client that says what a test wants it to say. */
final class TestClient extends DefaultTlsClient implements DatagramTransport {

    private final BlockingQueue<byte[]> inbound = new LinkedBlockingQueue<>();
    private final SrtpAgreement agreement =
            new SrtpAgreement(
                    DtlsPair.CLIENT,
                    List.of(DtlsPair.SERVER.fingerprint()),
                    List.of(SrtpProfile.AEAD_AES_128_GCM),
                    HandshakeLimits.DEFAULT.millis());
    private final Consumer<byte[]> sink;

    /** Whether to offer DTLS 1.3 with a hybrid key share first, as browsers do. */
    boolean offersDtls13;

    TestClient(Consumer<byte[]> sink) {
        this(sink, new BcTlsCrypto(new SecureRandom()));
    }

    TestClient(Consumer<byte[]> sink, BcTlsCrypto crypto) {
        super(crypto);
        this.sink = sink;
    }

    /** What becomes of the ciphertexts' plaintext. */
    static BcTlsCrypto crypto(java.util.function.UnaryOperator<TlsCipher> wrapper) {
        return new BcTlsCrypto(new SecureRandom()) {
            @Override
            public TlsCipher createCipher(TlsCryptoParameters p, int encryption, int mac)
                    throws IOException {
                return wrapper.apply(super.createCipher(p, encryption, mac));
            }
        };
    }

    void connect() throws IOException {
        new DTLSClientProtocol().connect(this, this);
    }

    void onDatagram(byte[] datagram) {
        inbound.add(datagram);
    }

    byte[] localKey() {
        return agreement.keys().localKey();
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return ProtocolVersion.DTLSv12.only();
    }

    @Override
    public int getHandshakeTimeoutMillis() {
        return 3_000;
    }

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"}) // as declared by bctls
    public Hashtable getClientExtensions() throws IOException {
        Hashtable extensions = super.getClientExtensions();
        org.bouncycastle.tls.TlsSRTPUtils.addUseSRTPExtension(extensions, agreement.useSrtp());
        if (offersDtls13) {
            // DTLS 1.3, DTLS 1.2
            extensions.put(ExtensionType.supported_versions, RfcBytes.hex("04 fefc fefd"));
            // X25519MLKEM768, x25519, secp256r1
            extensions.put(ExtensionType.supported_groups, RfcBytes.hex("0006 11ec 001d 0017"));
            extensions.put(ExtensionType.key_share, hybridKeyShare());
        }
        return extensions;
    }

    /** One share of 1,216 bytes for X25519MLKEM768 and one of 32 for x25519. */
    private static byte[] hybridKeyShare() {
        byte[] shares = new byte[2 + 4 + 1216 + 4 + 32];
        System.arraycopy(RfcBytes.hex("04e8 11ec 04c0"), 0, shares, 0, 6);
        System.arraycopy(RfcBytes.hex("001d 0020"), 0, shares, 6 + 1216, 4);
        return shares;
    }

    @Override
    @SuppressWarnings("rawtypes") // as declared by bctls
    public void processServerExtensions(Hashtable serverExtensions) throws IOException {
        super.processServerExtensions(serverExtensions);
        agreement.accept(serverExtensions);
    }

    @Override
    public TlsAuthentication getAuthentication() {
        return new TlsAuthentication() {
            @Override
            public void notifyServerCertificate(TlsServerCertificate certificate)
                    throws IOException {
                agreement.verifyPeer(certificate.getCertificate());
            }

            @Override
            public TlsCredentials getClientCredentials(CertificateRequest request)
                    throws IOException {
                return agreement.credentials(context);
            }
        };
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        agreement.export(context, true);
    }

    @Override
    public int getReceiveLimit() {
        return 1500;
    }

    @Override
    public int getSendLimit() {
        return 1200;
    }

    @Override
    public int receive(byte[] buffer, int offset, int length, int waitMillis) {
        try {
            byte[] datagram = inbound.poll(waitMillis, TimeUnit.MILLISECONDS);
            if (datagram == null) {
                return -1;
            }
            System.arraycopy(datagram, 0, buffer, offset, datagram.length);
            return datagram.length;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void send(byte[] data, int offset, int length) {
        sink.accept(Arrays.copyOfRange(data, offset, offset + length));
    }

    @Override
    public void close() {
        inbound.clear();
    }
}

package dev.sluice.signaling.server;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * A certificate with its chain, own one first, and its private key. Checked when made: a server
 * that starts can serve TLS. Immutable.
 */
public final class TlsIdentity {

    /** The type of a DNS name among subject alternative names (RFC 5280, section 4.2.1.6). */
    private static final int DNS_NAME = 2;

    private final List<X509Certificate> chain;
    private final PrivateKey key;
    private final SslContext context;

    /**
     * An identity.
     *
     * @throws IllegalArgumentException naming what does not fit and the remedy
     */
    public TlsIdentity(List<X509Certificate> chain, PrivateKey key, Instant now) {
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("there is no certificate in it");
        }
        this.chain = List.copyOf(chain);
        this.key = key;
        checkTime(now);
        checkKey();
        try {
            this.context =
                    SslContextBuilder.forServer(key, this.chain)
                            .sslProvider(SslProvider.JDK)
                            .protocols("TLSv1.3", "TLSv1.2")
                            .build();
        } catch (SSLException e) {
            throw new IllegalArgumentException("TLS refuses it: " + e.getMessage(), e);
        }
    }

    private void checkTime(Instant now) {
        X509Certificate own = chain.get(0);
        if (now.isAfter(own.getNotAfter().toInstant())) {
            throw new IllegalArgumentException(
                    "the certificate expired at " + own.getNotAfter().toInstant() + "; renew it");
        }
        if (now.isBefore(own.getNotBefore().toInstant())) {
            throw new IllegalArgumentException(
                    "the certificate is not valid before "
                            + own.getNotBefore().toInstant()
                            + "; check this machine's clock");
        }
    }

    private void checkKey() {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "EC" -> "SHA256withECDSA";
                    case "RSA" -> "SHA256withRSA";
                    default -> key.getAlgorithm();
                };
        boolean fits;
        try {
            byte[] probe = {1, 2, 3, 4};
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(chain.get(0).getPublicKey());
            signature.update(probe);
            fits = signature.verify(signed);
        } catch (GeneralSecurityException e) {
            fits = false;
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    "the key is not the first certificate's; give the pair that belongs together");
        }
    }

    SslContext context() {
        return context;
    }

    /** The certificate that clients see. */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** The host names that the certificate is for, without wildcards. */
    List<String> hostNames() {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = chain.get(0).getSubjectAlternativeNames();
            if (alternatives == null) {
                return names;
            }
            for (List<?> alternative : alternatives) {
                if (Integer.valueOf(DNS_NAME).equals(alternative.get(0))
                        && alternative.get(1) instanceof String name
                        && !name.startsWith("*")) {
                    names.add(name);
                }
            }
        } catch (CertificateParsingException e) {
            // A certificate without readable names adds none.
        }
        return names;
    }
}

package dev.sluice.signaling.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * Makes a self-signed certificate for the addresses of this machine, so that browsers in the same
 * network get a secure page, which they give the camera to, after one warning.
 */
public final class LanCertificate {

    /** Browsers refuse longer lives. */
    private static final Duration LIFE = Duration.ofDays(365);

    private static final int SERIAL_BITS = 120;

    private LanCertificate() {}

    /**
     * A new one for these addresses and localhost.
     *
     * @throws IllegalStateException when this JVM lacks the algorithms
     */
    public static TlsIdentity generate(
            List<InetAddress> addresses, SecureRandom random, Instant now) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair keys = generator.generateKeyPair();
            return new TlsIdentity(
                    List.of(certificate(keys, addresses, random, now)), keys.getPrivate(), now);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("every JDK signs with P-256", e);
        }
    }

    private static X509Certificate certificate(
            KeyPair keys, List<InetAddress> addresses, SecureRandom random, Instant now)
            throws GeneralSecurityException, IOException {
        AlgorithmIdentifier algorithm =
                new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
        X500Name name = new X500Name("CN=Sluice on this network");
        V3TBSCertificateGenerator body = new V3TBSCertificateGenerator();
        body.setSerialNumber(
                new ASN1Integer(new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE)));
        body.setSignature(algorithm);
        body.setIssuer(name);
        body.setSubject(name);
        body.setStartDate(new Time(Date.from(now.minus(Duration.ofDays(1)))));
        body.setEndDate(new Time(Date.from(now.plus(LIFE))));
        body.setSubjectPublicKeyInfo(
                SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
        ExtensionsGenerator extensions = new ExtensionsGenerator();
        extensions.addExtension(Extension.subjectAlternativeName, false, names(addresses));
        extensions.addExtension(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        body.setExtensions(extensions.generate());
        return signed(body.generateTBSCertificate(), algorithm, keys, random);
    }

    private static GeneralNames names(List<InetAddress> addresses) {
        List<GeneralName> names = new ArrayList<>();
        names.add(new GeneralName(GeneralName.dNSName, "localhost"));
        for (InetAddress address : addresses) {
            String text = address.getHostAddress();
            int scope = address instanceof Inet6Address ? text.indexOf('%') : -1;
            names.add(
                    new GeneralName(
                            GeneralName.iPAddress, scope < 0 ? text : text.substring(0, scope)));
        }
        return new GeneralNames(names.toArray(GeneralName[]::new));
    }

    private static X509Certificate signed(
            TBSCertificate body, AlgorithmIdentifier algorithm, KeyPair keys, SecureRandom random)
            throws GeneralSecurityException, IOException {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate(), random);
        signature.update(body.getEncoded("DER"));
        ASN1EncodableVector parts = new ASN1EncodableVector();
        parts.add(body);
        parts.add(algorithm);
        parts.add(new DERBitString(signature.sign()));
        byte[] der = new DERSequence(parts).getEncoded("DER");
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(der));
    }
}

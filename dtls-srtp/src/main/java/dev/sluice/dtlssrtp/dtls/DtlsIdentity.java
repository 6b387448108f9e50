package dev.sluice.dtlssrtp.dtls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.DSADigestSigner;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;

/**
 * A self-signed ECDSA P-256 certificate with its key (RFC 8827, section 6.5), for any number of
 * transports. It says nothing about who we are and has no well-defined end (RFC 5280, section
 * 4.1.2.5): what peers check is its fingerprint. Immutable.
 */
public final class DtlsIdentity {

    private static final X500Name NAME = new X500Name("CN=WebRTC");
    private static final int SERIAL_BITS = 127;

    private final SecureRandom random;
    private final AsymmetricKeyParameter privateKey;
    private final byte[] certificate;
    private final Fingerprint fingerprint;

    private DtlsIdentity(
            SecureRandom random, AsymmetricKeyParameter privateKey, byte[] certificate) {
        this.random = random;
        this.privateKey = privateKey;
        this.certificate = certificate;
        this.fingerprint = Fingerprints.of(Fingerprints.SHA_256, certificate);
    }

    /**
     * Makes a key and a certificate.
     *
     * @param random also used by the handshakes of this identity
     * @throws IllegalStateException when this JVM lacks the algorithms
     */
    public static DtlsIdentity generate(SecureRandom random) {
        ECKeyPairGenerator generator = new ECKeyPairGenerator();
        generator.init(
                new ECKeyGenerationParameters(
                        ECNamedDomainParameters.lookup(SECObjectIdentifiers.secp256r1), random));
        AsymmetricCipherKeyPair keys = generator.generateKeyPair();
        try {
            return new DtlsIdentity(random, keys.getPrivate(), selfSign(keys, random));
        } catch (IOException | CryptoException e) {
            throw new IllegalStateException("P-256 keys can be encoded and can sign", e);
        }
    }

    /** What the certificate's hash by SHA-256 looks like in SDP. */
    public Fingerprint fingerprint() {
        return fingerprint;
    }

    SecureRandom random() {
        return random;
    }

    AsymmetricKeyParameter privateKey() {
        return privateKey;
    }

    /** The DER bytes, not copied. */
    byte[] certificate() {
        return certificate;
    }

    @Override
    public String toString() {
        return "DtlsIdentity[" + fingerprint + "]";
    }

    private static byte[] selfSign(AsymmetricCipherKeyPair keys, SecureRandom random)
            throws IOException, CryptoException {
        AlgorithmIdentifier algorithm =
                new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
        SubjectPublicKeyInfo publicKey =
                SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(keys.getPublic());
        V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
        generator.setSerialNumber(
                new ASN1Integer(new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE)));
        generator.setSignature(algorithm);
        generator.setIssuer(NAME);
        generator.setSubject(NAME);
        generator.setStartDate(new Time(new ASN1GeneralizedTime("20200101000000Z")));
        generator.setEndDate(new Time(new ASN1GeneralizedTime("99991231235959Z")));
        generator.setSubjectPublicKeyInfo(publicKey);
        TBSCertificate unsigned = generator.generateTBSCertificate();

        byte[] signed = unsigned.getEncoded("DER");
        DSADigestSigner signer = new DSADigestSigner(new ECDSASigner(), new SHA256Digest());
        signer.init(true, new ParametersWithRandom(keys.getPrivate(), random));
        signer.update(signed, 0, signed.length);
        ASN1EncodableVector parts = new ASN1EncodableVector();
        parts.add(unsigned);
        parts.add(algorithm);
        parts.add(new DERBitString(signer.generateSignature()));
        return new DERSequence(parts).getEncoded("DER");
    }
}

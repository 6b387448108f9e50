package dev.sluice.signaling.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Reads certificates and private keys from PEM files (RFC 7468), keys in any common dress. */
public final class PemFiles {

    private static final long MAX_BYTES = 1 << 20;

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

    private PemFiles() {}

    /**
     * The certificates in the file, in its order.
     *
     * @throws IllegalArgumentException naming what is wrong and the remedy
     */
    public static List<X509Certificate> certificates(Path file) {
        try {
            byte[] text = read(file).getBytes(StandardCharsets.ISO_8859_1);
            List<X509Certificate> chain =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(text))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (!chain.isEmpty()) {
                return chain;
            }
        } catch (CertificateException e) {
            // Said below.
        }
        throw new IllegalArgumentException(
                "there is no certificate in it; give a PEM file with -----BEGIN CERTIFICATE-----");
    }

    /**
     * The private key in the file: PKCS#8, PKCS#1 (RSA) or SEC 1 (EC), not encrypted.
     *
     * @throws IllegalArgumentException naming what is wrong and the remedy
     */
    public static PrivateKey key(Path file) {
        String text = read(file);
        Matcher blocks = BLOCK.matcher(text);
        while (blocks.find()) {
            if (blocks.group(1).endsWith("PRIVATE KEY")) {
                return key(blocks.group(1), blocks.group(2));
            }
        }
        if (text.contains("ENCRYPTED")) {
            throw encrypted();
        }
        throw new IllegalArgumentException(
                "there is no private key in it; give a PEM file with -----BEGIN PRIVATE KEY-----");
    }

    /**
     * The public key in the file: an RSA or EC key, or that of a certificate.
     *
     * @throws IllegalArgumentException naming what is wrong and the remedy
     */
    public static PublicKey publicKey(Path file) {
        String text = read(file);
        if (text.contains("-----BEGIN CERTIFICATE-----")) {
            return certificates(file).get(0).getPublicKey();
        }
        Matcher blocks = BLOCK.matcher(text);
        while (blocks.find()) {
            if (blocks.group(1).equals("PUBLIC KEY")) {
                return publicKey(Base64.getMimeDecoder().decode(blocks.group(2)));
            }
        }
        throw new IllegalArgumentException(
                "there is no public key in it; give a PEM file with -----BEGIN PUBLIC KEY-----");
    }

    private static PublicKey publicKey(byte[] der) {
        for (String algorithm : List.of("RSA", "EC")) {
            try {
                return KeyFactory.getInstance(algorithm)
                        .generatePublic(new X509EncodedKeySpec(der));
            } catch (GeneralSecurityException e) {
                // The next kind may fit.
            }
        }
        throw new IllegalArgumentException(
                "the public key is damaged or of another kind; give an RSA or EC key");
    }

    private static PrivateKey key(String type, String base64) {
        if (type.startsWith("ENCRYPTED")) {
            throw encrypted();
        }
        try {
            PrivateKeyInfo key = info(type, Base64.getMimeDecoder().decode(base64));
            return KeyFactory.getInstance(algorithm(key))
                    .generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            // BouncyCastle's readers throw unchecked exceptions of several kinds.
            throw new IllegalArgumentException(
                    "the private key is damaged; give an RSA or EC key in PEM", e);
        }
    }

    private static PrivateKeyInfo info(String type, byte[] der) throws IOException {
        return switch (type) {
            case "RSA PRIVATE KEY" ->
                    info(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE, der);
            case "EC PRIVATE KEY" ->
                    info(
                            X9ObjectIdentifiers.id_ecPublicKey,
                            ECPrivateKey.getInstance(der).getParametersObject(),
                            der);
            default -> PrivateKeyInfo.getInstance(der);
        };
    }

    private static IllegalArgumentException encrypted() {
        return new IllegalArgumentException(
                "the key is encrypted; decrypt it with: openssl pkey -in FILE -out FILE");
    }

    private static String algorithm(PrivateKeyInfo key) {
        var algorithm = key.getPrivateKeyAlgorithm().getAlgorithm();
        if (PKCSObjectIdentifiers.rsaEncryption.equals(algorithm)) {
            return "RSA";
        }
        return X9ObjectIdentifiers.id_ecPublicKey.equals(algorithm) ? "EC" : "EdDSA";
    }

    private static PrivateKeyInfo info(
            ASN1ObjectIdentifier algorithm, ASN1Encodable parameters, byte[] der)
            throws IOException {
        return new PrivateKeyInfo(
                new AlgorithmIdentifier(algorithm, parameters), ASN1Primitive.fromByteArray(der));
    }

    private static String read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IllegalArgumentException(
                        "it is longer than 1 MiB; is it the right file?");
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new IllegalArgumentException("it cannot be read; check path and rights", e);
        }
    }
}

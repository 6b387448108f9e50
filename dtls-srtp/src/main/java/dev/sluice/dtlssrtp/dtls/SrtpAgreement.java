package dev.sluice.dtlssrtp.dtls;

import dev.sluice.dtlssrtp.srtp.SrtpKeyingMaterial;
import dev.sluice.dtlssrtp.srtp.SrtpProfile;
import java.io.IOException;
import java.util.Hashtable;
import java.util.List;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.jspecify.annotations.Nullable;

/**
 * What client and server have in common in one handshake: the certificate shown, the check of the
 * peer's, the choice of an SRTP profile and the export of its keys (RFC 5764). Belongs to the
 * handshake thread.
 */
final class SrtpAgreement {

    static final int FIRST_RESEND_MILLIS = 200;

    private final DtlsIdentity identity;
    private final List<Fingerprint> remoteFingerprints;
    private final List<SrtpProfile> profiles;
    private final int timeoutMillis;
    private final GuardedCrypto crypto;
    private boolean peerVerified;
    private @Nullable SrtpProfile profile;
    private @Nullable SrtpKeyingMaterial keys;
    private @Nullable DtlsFailure failure;
    private String detail = "";

    SrtpAgreement(
            DtlsIdentity identity,
            List<Fingerprint> remoteFingerprints,
            List<SrtpProfile> profiles,
            int timeoutMillis) {
        this.timeoutMillis = timeoutMillis;
        this.identity = identity;
        this.remoteFingerprints = remoteFingerprints;
        this.profiles = profiles;
        this.crypto = new GuardedCrypto(identity.random());
    }

    int timeoutMillis() {
        return timeoutMillis;
    }

    GuardedCrypto crypto() {
        return crypto;
    }

    /** The keys of a completed handshake. */
    @Nullable SrtpKeyingMaterial keys() {
        return keys;
    }

    /** Why we refused to go on; null if we did not. */
    @Nullable DtlsFailure failure() {
        return failure;
    }

    String detail() {
        return detail;
    }

    /** Our certificate and its key, which signs the key exchange. */
    TlsCredentialedSigner credentials(TlsContext context) throws IOException {
        TlsCertificate own = crypto.createCertificate(identity.certificate());
        return new BcDefaultTlsCredentialedSigner(
                new TlsCryptoParameters(context),
                crypto,
                identity.privateKey(),
                new Certificate(new TlsCertificate[] {own}),
                SignatureAndHashAlgorithm.getInstance(
                        HashAlgorithm.sha256, SignatureAlgorithm.ecdsa));
    }

    /** Checks the peer's certificate; that it owns the key is proven later by its signature. */
    void verifyPeer(@Nullable Certificate chain) throws IOException {
        if (chain == null || chain.isEmpty()) {
            throw refuse(
                    DtlsFailure.WRONG_FINGERPRINT,
                    AlertDescription.handshake_failure,
                    "the peer shows no certificate");
        }
        if (!Fingerprints.match(remoteFingerprints, chain.getCertificateAt(0).getEncoded())) {
            throw refuse(
                    DtlsFailure.WRONG_FINGERPRINT,
                    AlertDescription.bad_certificate,
                    "the peer's certificate has none of the announced fingerprints");
        }
        peerVerified = true;
    }

    /** As a server: what of the client's offer we prefer. */
    void choose(@Nullable Hashtable<?, ?> clientExtensions) throws IOException {
        UseSRTPData offer = useSrtp(clientExtensions);
        for (SrtpProfile candidate : profiles) {
            if (offer != null && contains(offer, candidate)) {
                profile = candidate;
                return;
            }
        }
        throw noSrtp("the client offers no SRTP profile that we speak");
    }

    /** As a client: what the server chose of our offer. */
    void accept(@Nullable Hashtable<?, ?> serverExtensions) throws IOException {
        UseSRTPData choice = useSrtp(serverExtensions);
        if (choice != null
                && choice.getProtectionProfiles().length == 1
                && TlsUtils.isNullOrEmpty(choice.getMki())) {
            SrtpProfile chosen = SrtpProfile.of(choice.getProtectionProfiles()[0]);
            if (chosen != null && profiles.contains(chosen)) {
                profile = chosen;
                return;
            }
        }
        throw noSrtp("the server chose no SRTP profile that we offered");
    }

    /** The use_srtp extension: all we offer as a client, what we chose as a server. */
    UseSRTPData useSrtp() {
        SrtpProfile chosen = profile;
        List<SrtpProfile> named = chosen != null ? List.of(chosen) : profiles;
        return new UseSRTPData(
                named.stream().mapToInt(SrtpProfile::id).toArray(), TlsUtils.EMPTY_BYTES);
    }

    /** The handshake is complete: derives the keys (RFC 5764, section 4.2). */
    void export(TlsContext context, boolean client) throws IOException {
        SrtpProfile chosen = profile;
        if (!peerVerified || chosen == null) {
            throw new TlsFatalAlert(AlertDescription.internal_error);
        }
        byte[] exported =
                context.exportKeyingMaterial(
                        ExporterLabel.dtls_srtp, null, SrtpKeyingMaterial.exportBytes(chosen));
        keys = SrtpKeyingMaterial.ofExport(chosen, exported, client);
    }

    private static @Nullable UseSRTPData useSrtp(@Nullable Hashtable<?, ?> extensions)
            throws IOException {
        return extensions == null ? null : TlsSRTPUtils.getUseSRTPExtension(extensions);
    }

    private static boolean contains(UseSRTPData offer, SrtpProfile profile) {
        for (int id : offer.getProtectionProfiles()) {
            if (id == profile.id()) {
                return true;
            }
        }
        return false;
    }

    private TlsFatalAlert noSrtp(String why) {
        return refuse(DtlsFailure.NO_SRTP, AlertDescription.handshake_failure, why);
    }

    private TlsFatalAlert refuse(DtlsFailure reason, short alert, String why) {
        failure = reason;
        detail = why;
        return new TlsFatalAlert(alert, why);
    }
}

package dev.sluice.signaling.doctor;

import dev.sluice.signaling.config.Setting;
import dev.sluice.signaling.config.Settings;
import dev.sluice.signaling.server.PemFiles;
import dev.sluice.signaling.server.TlsIdentity;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The certificate of the settings. */
final class CertificateChecks {

    private static final Duration SOON = Duration.ofDays(14);

    private final Settings settings;
    private final Instant now;

    CertificateChecks(Settings settings, Instant now) {
        this.settings = settings;
        this.now = now;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        Settings.TlsFiles files = settings.tls();
        if (files != null) {
            findings.add(of(files));
        } else if (settings.lan()) {
            findings.add(Finding.ok("certificate", "made at the start; browsers warn of it once"));
        } else if (!settings.keys().isEmpty()) {
            findings.add(
                    Finding.note(
                            "certificate",
                            "none: browsers give camera and microphone to HTTPS pages only",
                            "set --tls-cert and --tls-key, or put a reverse proxy with HTTPS in"
                                    + " front (and open the media ports beside it)"));
        } else {
            findings.add(Finding.ok("certificate", "none is needed on this machine alone"));
        }
        return findings;
    }

    private Finding of(Settings.TlsFiles files) {
        try {
            TlsIdentity identity =
                    new TlsIdentity(
                            PemFiles.certificates(files.certificate()),
                            PemFiles.key(files.key()),
                            now);
            return lasting(identity.certificate());
        } catch (IllegalArgumentException e) {
            return Finding.bad(
                    "certificate",
                    String.valueOf(e.getMessage()),
                    "mend " + Setting.TLS_CERT.flag() + " and " + Setting.TLS_KEY.flag());
        }
    }

    private Finding lasting(X509Certificate certificate) {
        Instant end = certificate.getNotAfter().toInstant();
        return now.plus(SOON).isAfter(end)
                ? Finding.note(
                        "certificate",
                        "it expires at " + end,
                        "renew it, then start the server anew")
                : Finding.ok("certificate", "good until " + end);
    }
}

package dev.sluice.signaling.session;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The TURN servers that clients are told of, for networks that let nothing through to us. Each
 * client gets credentials of its own that end by themselves (the REST convention,
 * draft-uberti-behave-turn-rest): the user name is the second when they end and who got them, the
 * password its HMAC-SHA1 under the secret that we share with the TURN server. Thread-safe.
 */
public final class IceServers {

    /** Nothing to tell. */
    public static final IceServers NONE =
            new IceServers(List.of(), () -> "", Duration.ZERO, Clock.systemUTC());

    /**
     * As RTCConfiguration's iceServers have it.
     *
     * @param urls of one TURN server
     * @param username when the credentials end and who got them
     * @param credential the password
     */
    public record IceServer(List<String> urls, String username, String credential) {}

    private static final String HMAC = "HmacSHA1";

    private final List<String> urls;
    private final Supplier<String> secret;
    private final Duration validity;
    private final Clock clock;

    /**
     * Servers that share one secret with us.
     *
     * @param urls of RFC 7065, such as {@code turn:turn.example.org:3478?transport=udp}
     * @param secret asked each time, so that it may change
     * @param validity of credentials
     */
    public IceServers(List<String> urls, Supplier<String> secret, Duration validity, Clock clock) {
        this.urls = List.copyOf(urls);
        this.secret = secret;
        this.validity = validity;
        this.clock = clock;
    }

    /**
     * What to tell a client now; empty without TURN servers.
     *
     * @param participant its id, which the TURN server logs
     */
    public List<IceServer> of(String participant) {
        if (urls.isEmpty()) {
            return List.of();
        }
        String username = clock.instant().plus(validity).getEpochSecond() + ":" + participant;
        return List.of(new IceServer(urls, username, password(username)));
    }

    private String password(String username) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret.get().getBytes(StandardCharsets.UTF_8), HMAC));
            byte[] signature = mac.doFinal(username.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + HMAC, e);
        }
    }
}

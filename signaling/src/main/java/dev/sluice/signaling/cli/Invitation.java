package dev.sluice.signaling.cli;

import dev.sluice.sfu.api.Permissions;
import dev.sluice.signaling.auth.ApiKey;
import dev.sluice.signaling.auth.Grant;
import dev.sluice.signaling.auth.TokenIssuer;
import dev.sluice.signaling.server.SignalingServer;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The one line that says where to go. */
final class Invitation {

    private static final String ROOM = "home";
    private static final Duration VALID = Duration.ofDays(1);

    private final SignalingServer server;
    private final boolean open;
    private final List<ApiKey> keys;
    private final @Nullable InetAddress address;

    /**
     * An invitation to that server.
     *
     * @param open joining needs no token
     * @param address that it listens on, null: the default
     */
    Invitation(
            SignalingServer server,
            boolean open,
            List<ApiKey> keys,
            @Nullable InetAddress address) {
        this.server = server;
        this.open = open;
        this.keys = keys;
        this.address = address;
    }

    /**
     * The line.
     *
     * @param lan invite to one of these, null: no {@code --lan}
     */
    String line(@Nullable List<InetAddress> lan, Instant now) {
        if (lan != null) {
            String host = lan.isEmpty() ? "localhost" : text(lan.get(0));
            return "Sluice is ready: open "
                    + base(host)
                    + "?room="
                    + ROOM
                    + "#token="
                    + token(now)
                    + " (for a day, on every device in this network; each browser warns once, since"
                    + " the certificate is our own)";
        }
        String host =
                address == null || address.isAnyLocalAddress() || address.isLoopbackAddress()
                        ? "localhost"
                        : text(address);
        String ready = "Sluice is ready: open " + base(host);
        if (open) {
            return ready
                    + " (from this machine only, since no key is set; --lan or --key lets others"
                    + " in)";
        }
        return keys.isEmpty()
                ? ready + " (joining needs a token, signed by a private key of public-key)"
                : ready + " (joining needs a token; make one with: sluice token --room ROOM)";
    }

    private String base(String host) {
        return (server.secure() ? "https://" : "http://") + host + ":" + server.port() + "/";
    }

    /** Anybody's: whoever comes with it says who he is. */
    private String token(Instant now) {
        Grant anybody =
                new Grant(ROOM, null, null, Permissions.ALL, now.plus(VALID)).withRole(null, true);
        return new TokenIssuer(keys.get(0)).issue(anybody);
    }

    private static String text(InetAddress address) {
        String text = address.getHostAddress();
        return address instanceof Inet6Address ? "[" + text.split("%", 2)[0] + "]" : text;
    }
}

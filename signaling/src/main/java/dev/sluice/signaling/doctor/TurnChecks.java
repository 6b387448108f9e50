package dev.sluice.signaling.doctor;

import dev.sluice.signaling.session.IceServers.IceServer;
import dev.sluice.signaling.turn.TurnAllocation;
import dev.sluice.signaling.turn.TurnException;
import dev.sluice.signaling.turn.TurnUrl;
import java.io.IOException;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Whether the TURN servers give addresses for the credentials that clients get. Blocks. */
final class TurnChecks {

    private final List<IceServer> servers;
    private final SecureRandom random = new SecureRandom();
    private @Nullable RelayedWay way;

    TurnChecks(List<IceServer> servers) {
        this.servers = servers;
    }

    /** The first that gave one; null: none did. */
    @Nullable RelayedWay way() {
        return way;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        for (IceServer server : servers) {
            for (String url : server.urls()) {
                if (url.startsWith("turn")) {
                    findings.add(check(url, server));
                }
            }
        }
        return findings;
    }

    private Finding check(String url, IceServer server) {
        TurnUrl parsed;
        try {
            parsed = TurnUrl.parse(url);
        } catch (IllegalArgumentException e) {
            return Finding.bad(url, String.valueOf(e.getMessage()), "mend --turn-url");
        }
        RelayedWay.Opener opener =
                () -> TurnAllocation.open(parsed, server.username(), server.credential(), random);
        try (TurnAllocation allocation = opener.open()) {
            if (way == null) {
                way = new RelayedWay(url, opener);
            }
            return Finding.ok(url, "gives us " + allocation.relayed());
        } catch (TurnException e) {
            return refused(url, transport(parsed), parsed.port(), e);
        } catch (UnknownHostException e) {
            return Finding.bad(
                    url,
                    parsed.host() + " has no address",
                    "mend --turn-url, or the name's DNS entry");
        } catch (SSLException e) {
            return Finding.bad(
                    url,
                    "TLS fails: " + e.getMessage(),
                    "give the TURN server a certificate for this name, with its chain");
        } catch (IOException e) {
            return Finding.bad(
                    url,
                    "no connection: " + e.getMessage(),
                    running(transport(parsed), parsed.port()));
        }
    }

    static Finding refused(String url, String transport, int port, TurnException e) {
        String why = String.valueOf(e.getMessage());
        return switch (e.code()) {
            case TurnException.SILENT -> Finding.bad(url, why, running(transport, port));
            case 401, 441 ->
                    Finding.bad(
                            url,
                            "it refuses the credentials that clients get (" + why + ")",
                            "give --turn-secret what the TURN server has as static-auth-secret"
                                    + " (with use-auth-secret), and synchronise its clock");
            case 486, 508 ->
                    Finding.bad(
                            url,
                            "it has no room (" + why + ")",
                            "raise its quotas and its range of relay ports");
            default ->
                    Finding.bad(
                            url,
                            "it refuses: " + why,
                            "look at the TURN server's log and settings");
        };
    }

    private static String transport(TurnUrl url) {
        return url.transport() == TurnUrl.Transport.UDP ? "UDP" : "TCP";
    }

    private static String running(String transport, int port) {
        return "check that it runs, and let " + transport + " port " + port + " of it through";
    }
}

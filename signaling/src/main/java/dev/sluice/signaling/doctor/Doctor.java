package dev.sluice.signaling.doctor;

import dev.sluice.mediacore.net.Protocol;
import dev.sluice.signaling.client.ClientGroup;
import dev.sluice.signaling.client.JoinOptions;
import dev.sluice.signaling.config.Settings;
import dev.sluice.signaling.doctor.Finding.Grade;
import dev.sluice.signaling.session.IceServers;
import dev.sluice.signaling.session.IceServers.IceServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Looks at everything in turn, and tells of each thing as soon as it is known. Blocks. */
public final class Doctor {

    private static final int PROBE_MILLIS = 1_000;

    private final Settings settings;
    private final Consumer<Finding> out;
    private final CallCheck.Patience patience;
    private boolean bad;

    /** One that looks at a server of these settings. */
    public Doctor(Settings settings, Consumer<Finding> out) {
        this(settings, out, CallCheck.Patience.DEFAULT);
    }

    Doctor(Settings settings, Consumer<Finding> out, CallCheck.Patience patience) {
        this.settings = settings;
        this.out = out;
        this.patience = patience;
    }

    /**
     * Looks at this machine and its settings, and at a server if there is one.
     *
     * @param visit whom to call; null: the server on this machine, if one runs
     * @return whether nothing is bad
     */
    public boolean examine(@Nullable Visit visit) {
        tell(new MachineChecks(Path.of("/proc"), settings.maxConnections()).findings());
        Visit whom = visit;
        if (whom == null && listens(settings.httpPort())) {
            whom = Visit.local(settings);
        }
        ServerChecks server = whom == null ? null : new ServerChecks(whom.server(), whom.trust());
        List<Finding> found = server == null ? List.of() : server.findings();
        boolean answers = server != null && server.answers();
        if (visit == null) {
            tell(new PortChecks(settings, answers).findings());
            tell(new AddressChecks(settings).findings());
            tell(new CertificateChecks(settings, Instant.now()).findings());
        }
        if (answers || visit != null) {
            tell(found);
        }
        if (whom != null && answers) {
            call(whom);
        } else {
            if (visit == null && settings.turn() != null) {
                tell(new TurnChecks(ownTurn(settings.turn())).findings());
            }
            out.accept(
                    Finding.skipped(
                            "call",
                            visit == null
                                    ? "no server runs here; start one, or give --server"
                                    : "there is nobody to call"));
        }
        return !bad;
    }

    private void call(Visit visit) {
        try (ClientGroup clients = ClientGroup.start(1, visit.clientTls())) {
            List<IceServer> turn = List.of();
            for (Protocol protocol : Protocol.values()) {
                CallCheck check =
                        new CallCheck(
                                clients,
                                visit.options(protocol.toString()),
                                new DirectWay(protocol),
                                patience);
                tell(List.of(check.run()));
                turn = turn.isEmpty() ? check.iceServers() : turn;
            }
            relay(clients, visit, turn);
        }
    }

    private void relay(ClientGroup clients, Visit visit, List<IceServer> servers) {
        TurnChecks turn = new TurnChecks(servers);
        List<Finding> findings = turn.findings();
        tell(findings);
        if (findings.isEmpty()) {
            out.accept(Finding.skipped("TURN", "the server names none; most networks need none"));
        }
        try (RelayedWay way = turn.way()) {
            if (way != null) {
                JoinOptions options = visit.options(way.name());
                tell(List.of(new CallCheck(clients, options, way, patience).run()));
            }
        }
    }

    /** What clients of these settings would be told. */
    private static List<IceServer> ownTurn(Settings.Turn turn) {
        return new IceServers(turn.urls(), turn.secret(), turn.validity(), Clock.systemUTC())
                .of("doctor");
    }

    private void tell(List<Finding> findings) {
        for (Finding finding : findings) {
            bad |= finding.grade() == Grade.BAD;
            out.accept(finding);
        }
    }

    private static boolean listens(int port) {
        if (port == 0) {
            return false;
        }
        try (Socket probe = new Socket()) {
            probe.connect(new InetSocketAddress("localhost", port), PROBE_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

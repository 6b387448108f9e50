package dev.sluice.signaling.doctor;

import dev.sluice.signaling.config.Setting;
import dev.sluice.signaling.config.Settings;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Whether the ports of the settings can be had on this machine. */
final class PortChecks {

    private final Settings settings;
    private final boolean running;

    /**
     * Checks of these ports.
     *
     * @param running a server of ours answers on the HTTP port: then taken ports are its own
     */
    PortChecks(Settings settings, boolean running) {
        this.settings = settings;
        this.running = running;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        InetAddress address = settings.httpAddress();
        boolean local = address == null && settings.keys().isEmpty() && !settings.lan();
        InetAddress http = local ? InetAddress.getLoopbackAddress() : address;
        findings.add(tcp(Setting.HTTP_PORT, http, settings.httpPort()));
        findings.add(tcp(Setting.TCP_PORT, null, settings.tcpPort()));
        findings.add(udp(settings.udpPort()));
        return findings;
    }

    private Finding tcp(
            Setting setting, @org.jspecify.annotations.Nullable InetAddress address, int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(address, port));
            return free(setting, port);
        } catch (IOException e) {
            return taken(setting, port, e);
        }
    }

    private Finding udp(int port) {
        try (DatagramSocket probe = new DatagramSocket(null)) {
            probe.setReuseAddress(false);
            probe.bind(new InetSocketAddress(port));
            return free(Setting.UDP_PORT, port);
        } catch (IOException e) {
            return taken(Setting.UDP_PORT, port, e);
        }
    }

    private static Finding free(Setting setting, int port) {
        return Finding.ok(setting.key(), port == 0 ? "any free one" : port + " is free");
    }

    Finding taken(Setting setting, int port, IOException e) {
        if (running && e instanceof BindException) {
            return Finding.ok(setting.key(), port + " is in use, by the running server it seems");
        }
        String why = String.valueOf(e.getMessage());
        if (why.contains("ermission")) {
            return Finding.bad(
                    setting.key(),
                    port + " is not open to this user",
                    "give a port above 1023, or the right to bind (CAP_NET_BIND_SERVICE)");
        }
        return Finding.bad(
                setting.key(),
                port + " is taken by another program (" + why + ")",
                "end that program (ss -tulpn shows it), or give another port with "
                        + setting.flag());
    }
}

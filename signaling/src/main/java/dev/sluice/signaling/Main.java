package dev.sluice.signaling;

import dev.sluice.sfu.api.MediaServer;
import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.cli.Commands;
import dev.sluice.signaling.cli.Console;
import dev.sluice.signaling.cli.Logging;
import dev.sluice.signaling.config.HostPort;
import dev.sluice.signaling.config.Setting;
import dev.sluice.signaling.config.Settings;
import dev.sluice.signaling.config.SettingsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The standalone server and its commands. */
public final class Main {

    private Main() {}

    /** Runs a command; see {@code --help}. Exits with 2 for what the user can mend. */
    public static void main(String... args) {
        Logging.install();
        Console console =
                new Console(
                        System.getenv(),
                        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                        new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        System.exit(new Commands(console, Main::media).run(args));
    }

    private static MediaServer media(Settings settings) throws IOException {
        if (settings.dumpRtp() != null) {
            throw new SettingsException(
                    Setting.DUMP_RTP.key() + ": this version has no packet tap yet; leave it out.");
        }
        List<InetSocketAddress> advertised = new ArrayList<>();
        for (HostPort end : settings.advertise()) {
            advertised.add(resolve(end));
        }
        return SluiceServer.start(
                ServerConfig.DEFAULT
                        .withUdpPort(settings.udpPort())
                        .withAdvertised(advertised)
                        .withLoops(settings.loops())
                        .withEmptyRoomTimeout(settings.emptyRoomTimeout()));
    }

    private static InetSocketAddress resolve(HostPort end) {
        try {
            return new InetSocketAddress(InetAddress.getByName(end.host()), end.port());
        } catch (UnknownHostException e) {
            throw new SettingsException(
                    Setting.ADVERTISE.key()
                            + ": '"
                            + end.host()
                            + "' has no address; give an IP address or a name that resolves.");
        }
    }
}

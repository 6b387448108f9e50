package dev.sluice.signaling;

import dev.sluice.sfu.api.MediaServer;
import dev.sluice.sfu.room.RoomLimits;
import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.cli.Commands;
import dev.sluice.signaling.cli.Console;
import dev.sluice.signaling.cli.Logging;
import dev.sluice.signaling.config.HostPort;
import dev.sluice.signaling.config.Setting;
import dev.sluice.signaling.config.Settings;
import dev.sluice.signaling.config.SettingsException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
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
        HostPort stun = settings.stun();
        List<InetSocketAddress> advertised = resolve(settings.advertise());
        return SluiceServer.start(
                ServerConfig.DEFAULT
                        .withUdpPort(settings.udpPort())
                        .withTcpPort(settings.tcpPort())
                        .withAddresses(addresses(settings, advertised))
                        .withAdvertised(advertised)
                        .withAdvertisedTcp(resolve(settings.advertiseTcp()))
                        .withStun(stun == null ? null : resolve(Setting.STUN, stun))
                        .withDumpRtp(settings.dumpRtp())
                        .withMetrics(meters())
                        .withLoops(settings.loops())
                        .withLimits(
                                RoomLimits.DEFAULT
                                        .withParticipants(settings.maxParticipants())
                                        .withVoices(settings.voices()))
                        .withServerLimits(settings.limits())
                        .withBounds(settings.bounds())
                        .withEmptyRoomTimeout(settings.emptyRoomTimeout()));
    }

    /** Where media listens: on loopback if only that is advertised and no port is mapped to it. */
    private static List<InetAddress> addresses(
            Settings settings, List<InetSocketAddress> advertised) {
        boolean mapped =
                !settings.advertiseTcp().isEmpty()
                        || settings.advertise().stream().anyMatch(end -> end.port() != 0);
        List<InetAddress> addresses =
                advertised.stream().map(InetSocketAddress::getAddress).distinct().toList();
        return !mapped && addresses.stream().allMatch(InetAddress::isLoopbackAddress)
                ? addresses
                : List.of();
    }

    private static MeterRegistry meters() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        return registry;
    }

    private static List<InetSocketAddress> resolve(List<HostPort> advertised) {
        return advertised.stream().map(end -> resolve(Setting.ADVERTISE, end)).toList();
    }

    private static InetSocketAddress resolve(Setting setting, HostPort end) {
        try {
            return new InetSocketAddress(InetAddress.getByName(end.host()), end.port());
        } catch (UnknownHostException e) {
            throw new SettingsException(
                    setting.key()
                            + ": '"
                            + end.host()
                            + "' has no address; give an IP address or a name that resolves.");
        }
    }
}

package dev.sluice.examples.twoservers;

import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.server.SignalingConfig;
import dev.sluice.signaling.server.SignalingServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/** A server for staff and one for guests, side by side. */
public final class TwoServers {

    private TwoServers() {}

    /** One whole server: media, page, signalling and metrics. */
    static final class Whole implements AutoCloseable {

        final SluiceServer media;
        final SignalingServer signaling;

        Whole(ServerConfig config, int httpPort) throws IOException {
            media =
                    SluiceServer.start(
                            config.withMetrics(
                                    new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)));
            signaling =
                    SignalingServer.start(SignalingConfig.builder().port(httpPort).build(), media);
        }

        @Override
        public void close() {
            signaling.close();
            media.close();
        }
    }

    /** Runs until it is ended. */
    public static void main(String... args) throws Exception {
        try (Whole staff = new Whole(ServerConfig.DEFAULT.withUdpPort(7882), 7880);
                Whole guests = new Whole(ServerConfig.DEFAULT.withUdpPort(7982), 7980)) {
            System.out.println("staff:  http://localhost:" + staff.signaling.port());
            System.out.println("guests: http://localhost:" + guests.signaling.port());
            new CountDownLatch(1).await();
        }
    }
}

package dev.sluice.signaling.network;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.sfu.api.Permissions;
import dev.sluice.signaling.Main;
import dev.sluice.signaling.auth.ApiKey;
import dev.sluice.signaling.auth.Grant;
import dev.sluice.signaling.auth.TokenIssuer;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Chromium goes from one network to another in mid-call, as a telephone does that leaves the house:
 * media and WebSocket both lose their address.
 *
 * <pre>
 *   client 10.72.1.2 ---- 10.72.1.1 server, 10.72.9.1
 *          10.72.2.2 ---- 10.72.2.1
 * </pre>
 */
@EnabledIfSystemProperty(named = "sluice.long", matches = "true")
@Tag("timed")
@Timeout(300)
class RoamingIT {

    private static final String SECRET = "a-secret-of-more-than-32-bytes-for-tests";
    private static final ApiKey KEY = new ApiKey("roam", SECRET);
    private static final String HOST = "10.72.9.1";

    @Test
    void shouldTakeMediaAndMessagesAlong() throws Exception {
        String obstacle = Namespace.obstacle();
        assumeTrue(obstacle.isEmpty(), obstacle);
        try (Namespace client = new Namespace("rover");
                Namespace server = new Namespace("base")) {
            client.cable("net0", server, "home");
            client.cable("net1", server, "mobile");
            client.address("net0", "10.72.1.2/24");
            client.address("net1", "10.72.2.2/24");
            server.address("home", "10.72.1.1/24");
            server.address("mobile", "10.72.2.1/24");
            server.address("lo", HOST + "/32");
            client.run("ip", "link", "set", "net1", "down");
            client.defaultRoute("10.72.1.1");
            try (JavaProcess sluice =
                            new JavaProcess(
                                    server,
                                    "roam-server",
                                    Main.class,
                                    "serve",
                                    "--advertise",
                                    HOST,
                                    "--key",
                                    KEY.id() + ":" + SECRET);
                    JavaProcess browser =
                            new JavaProcess(client, "roam-browser", BrowserCaller.class)) {
                sluice.await("Sluice is ready");
                browser.await("ready");
                browser.say("call http://" + HOST + ":7880 roam " + token());
                System.out.println("Chromium, first frame: " + browser.await("first") + " ms");
                browser.say("mark");
                browser.await("marked");
                client.run("ip", "link", "set", "net0", "down");
                client.run("ip", "link", "set", "net1", "up");
                client.defaultRoute("10.72.2.1");
                browser.say("gap");
                String gap = browser.await("gap");
                System.out.println("Chromium in another network, longest gap: " + gap);
                assertTrue(Integer.parseInt(gap.split(" ")[0]) < 30_000, gap);
            }
        }
    }

    private static String token() {
        Instant end = Instant.now().plus(Duration.ofMinutes(5));
        return new TokenIssuer(KEY).issue(new Grant("roam", null, null, Permissions.ALL, end));
    }
}

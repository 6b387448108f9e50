package dev.sluice.bench.chaos;

import dev.sluice.bench.call.Caller;
import dev.sluice.bench.process.SluiceProcess;
import dev.sluice.sfu.api.Permissions;
import dev.sluice.signaling.auth.ApiKey;
import dev.sluice.signaling.auth.Grant;
import dev.sluice.signaling.auth.TokenIssuer;
import dev.sluice.signaling.client.JoinOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Secrets that must not be logged, and names that would forge lines. */
final class LogHygiene implements Fault {

    private static final String CANARY = "canary-0123456789abcdef0123456789abcdef";
    private static final String FORGED = "2001-01-01T00:00:00 INFO forged";
    private static final long VALID_SECONDS = 600;

    @Override
    public String name() {
        return "log-hygiene";
    }

    @Override
    public String help() {
        return "canary secrets, and CR and LF in names, with all logged: no secret, no forged line";
    }

    @Override
    public double othersLossPercent() {
        return Double.NaN;
    }

    @Override
    public List<Figure> run(Arena arena) throws IOException, InterruptedException {
        TokenIssuer issuer = new TokenIssuer(new ApiKey("k", CANARY));
        String odd = issuer.issue(grant("ada\r\n" + FORGED));
        String plain = issuer.issue(grant("bob"));
        Path log;
        try (SluiceProcess server =
                arena.start(List.of(), "--key", "k:" + CANARY, "--log-level", "trace")) {
            log = arena.log();
            Caller bob = Caller.join(arena.clients(), options(server, plain));
            arena.say("a name with CR and LF is answered with: " + answer(arena, server, odd));
            arena.say("a bad token is answered with: " + answer(arena, server, plain + "x"));
            bob.close();
        }
        List<String> lines = Files.readAllLines(log);
        return List.of(
                Figure.none("lines with the key", hits(lines, CANARY)),
                Figure.none(
                        "lines with a token",
                        hits(lines, signature(odd)) + hits(lines, signature(plain))),
                Figure.none(
                        "forged lines",
                        lines.stream().filter(line -> line.startsWith(FORGED)).count()),
                Figure.holds("something was logged", hits(lines, "room=kitchen") > 0));
    }

    private static long hits(List<String> lines, String words) {
        return lines.stream().filter(line -> line.contains(words)).count();
    }

    private static String signature(String token) {
        return token.substring(token.lastIndexOf('.') + 1);
    }

    private static Grant grant(String identity) {
        return new Grant(
                "kitchen",
                identity,
                null,
                Permissions.ALL,
                Instant.now().plusSeconds(VALID_SECONDS));
    }

    private static JoinOptions options(SluiceProcess server, @Nullable String token) {
        return JoinOptions.of(server.signaling(), "kitchen").withToken(token);
    }

    private static String answer(Arena arena, SluiceProcess server, String token)
            throws InterruptedException {
        try {
            Caller.join(arena.clients(), options(server, token)).close();
            return "a welcome";
        } catch (IOException refused) {
            return String.valueOf(refused.getMessage());
        }
    }
}

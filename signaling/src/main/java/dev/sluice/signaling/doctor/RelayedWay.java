package dev.sluice.signaling.doctor;

import dev.sluice.mediacore.net.Protocol;
import dev.sluice.mediacore.net.Tuple;
import dev.sluice.signaling.client.JoinOptions;
import dev.sluice.signaling.turn.TurnAllocation;
import dev.sluice.signaling.turn.TurnTunnel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Through a TURN server, each end with an allocation of its own. */
final class RelayedWay implements CallCheck.Way, AutoCloseable {

    /** Asks the TURN server for an address. */
    interface Opener {

        TurnAllocation open() throws IOException;
    }

    private final String url;
    private final Opener opener;
    private final List<TurnTunnel> tunnels = new ArrayList<>();

    RelayedWay(String url, Opener opener) {
        this.url = url;
        this.opener = opener;
    }

    @Override
    public String name() {
        return "TURN";
    }

    @Override
    public Protocol protocol() {
        return Protocol.UDP;
    }

    @Override
    public JoinOptions end(JoinOptions options) throws IOException {
        TurnTunnel tunnel = new TurnTunnel(opener.open());
        tunnels.add(tunnel);
        return options.withCandidates(tunnel::through);
    }

    @Override
    public String path(Tuple tuple) {
        return "through " + url;
    }

    @Override
    public @Nullable Finding obstacle(String what) {
        return tunnels.stream()
                .map(TurnTunnel::refusal)
                .filter(Objects::nonNull)
                .findFirst()
                .map(refusal ->
                        Finding.bad(
                                what,
                                refusal,
                                "let it relay to there (coturn: allowed-peer-ip, or no"
                                        + " denied-peer-ip for it), or offer another address with"
                                        + " --advertise"))
                .orElse(null);
    }

    @Override
    public String remedy() {
        return "let the TURN server reach the server's UDP port, and the server the TURN server's"
                + " relay ports (coturn: min-port to max-port, 49152 to 65535)";
    }

    @Override
    public void close() {
        for (TurnTunnel tunnel : tunnels) {
            try {
                tunnel.close();
            } catch (IOException e) {
                // The allocation ends by itself.
            }
        }
    }
}

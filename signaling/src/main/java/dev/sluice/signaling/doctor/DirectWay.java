package dev.sluice.signaling.doctor;

import dev.sluice.mediacore.net.Protocol;
import dev.sluice.mediacore.net.Tuple;
import dev.sluice.signaling.client.JoinOptions;
import org.jspecify.annotations.Nullable;

/** Straight to the server. */
record DirectWay(Protocol protocol) implements CallCheck.Way {

    @Override
    public String name() {
        return protocol.toString();
    }

    @Override
    public JoinOptions end(JoinOptions options) {
        return options;
    }

    @Override
    public String path(Tuple tuple) {
        return "to " + tuple.remote();
    }

    @Override
    public @Nullable Finding obstacle(String what) {
        return null;
    }

    @Override
    public String remedy() {
        return protocol == Protocol.UDP
                ? "let the server's UDP port through its firewall and the cloud's rules; if clients"
                        + " cannot reach these addresses, start it with --advertise. Until then"
                        + " calls go over TCP, if that works"
                : "let the server's TCP port (7881) through; behind a reverse proxy that speaks HTTP"
                        + " only, open it beside the proxy; if clients cannot reach these addresses,"
                        + " start the server with --advertise";
    }
}

package dev.sluice.sfu.net;

import dev.sluice.ice.agent.Candidates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The addresses of this machine. */
public final class LocalAddresses {

    private LocalAddresses() {}

    /**
     * Those at which a peer may reach us: of interfaces that are up, without link-local ones;
     * loopback only when alone.
     */
    public static List<InetAddress> usable() throws IOException {
        List<InetAddress> all = new ArrayList<>();
        for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            if (network.isUp()) {
                all.addAll(Collections.list(network.getInetAddresses()));
            }
        }
        return Candidates.usable(all);
    }
}

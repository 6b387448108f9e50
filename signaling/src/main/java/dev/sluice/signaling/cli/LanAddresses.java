package dev.sluice.signaling.cli;

import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;
import java.util.List;

/** Under which addresses others in the network reach this machine. */
final class LanAddresses {

    private LanAddresses() {}

    /** The best to invite with first: private IPv4 addresses, then the others. */
    static List<InetAddress> find() {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(LanAddresses::usable)
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLinkLocalAddress())
                    .sorted(
                            Comparator.comparing((InetAddress address) ->
                                            !(address instanceof Inet4Address))
                                    .thenComparing(address -> !address.isSiteLocalAddress()))
                    .toList();
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean usable(NetworkInterface card) {
        try {
            // Bridges of container engines are no way to another device.
            return card.isUp()
                    && !card.isLoopback()
                    && !card.getName().matches("(docker|br-|veth|virbr|lxc|cni).*");
        } catch (SocketException e) {
            return false;
        }
    }
}

package dev.sluice.signaling.doctor;

import dev.sluice.ice.agent.Candidates;
import dev.sluice.sfu.net.LocalAddresses;
import dev.sluice.sfu.net.StunDiscovery;
import dev.sluice.signaling.config.HostPort;
import dev.sluice.signaling.config.Setting;
import dev.sluice.signaling.config.Settings;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Which addresses clients would be told, and who can reach them. */
final class AddressChecks {

    private static final String ADVERTISE_REMEDY =
            "behind NAT or in a container, add --advertise with the address that clients reach,"
                    + " or --stun to have it found";

    private final Settings settings;

    AddressChecks(Settings settings) {
        this.settings = settings;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        if (!settings.advertise().isEmpty() || !settings.advertiseTcp().isEmpty()) {
            settings.advertise().forEach(end -> findings.add(advertised(end)));
            settings.advertiseTcp().forEach(end -> findings.add(advertised(end)));
            return findings;
        }
        try {
            List<InetAddress> addresses = LocalAddresses.usable();
            HostPort stun = settings.stun();
            if (stun == null) {
                findings.add(own(addresses));
            } else {
                findings.add(discovered(stun, addresses));
            }
        } catch (IOException e) {
            findings.add(
                    Finding.bad(
                            "addresses",
                            "the interfaces cannot be read: " + e.getMessage(),
                            "name the address with --advertise"));
        }
        return findings;
    }

    /** What follows from the machine's own addresses alone. */
    static Finding own(List<InetAddress> addresses) {
        String all = addresses.stream().map(AddressChecks::text).collect(Collectors.joining(", "));
        if (addresses.isEmpty()) {
            return Finding.bad(
                    "addresses",
                    "no interface is up that a client could reach",
                    "bring one up, or name the address with --advertise");
        }
        if (addresses.stream().allMatch(InetAddress::isLoopbackAddress)) {
            return Finding.note(
                    "addresses", all + ": from this machine only", "bring up an interface");
        }
        if (addresses.stream().allMatch(AddressChecks::isPrivate)) {
            return Finding.note(
                    "addresses",
                    all + " are private: clients in the same network reach them, others do not",
                    ADVERTISE_REMEDY);
        }
        return Finding.ok("addresses", all);
    }

    private static Finding advertised(HostPort end) {
        String what = Setting.ADVERTISE.key();
        try {
            InetAddress address = InetAddress.getByName(end.host());
            if (!Candidates.isOfferable(address)) {
                return Finding.bad(
                        what,
                        end.host() + " is an address that no client can reach",
                        "give the one by which clients reach this server");
            }
            return Finding.ok(what, address.getHostAddress());
        } catch (UnknownHostException e) {
            return Finding.bad(
                    what,
                    end.host() + " has no address",
                    "give an IP address, or mend the name's DNS entry");
        }
    }

    private Finding discovered(HostPort stun, List<InetAddress> addresses) {
        InetSocketAddress server = new InetSocketAddress(stun.host(), stun.port());
        if (server.isUnresolved()) {
            return Finding.bad(
                    Setting.STUN.key(),
                    stun.host() + " has no address",
                    "give an IP address, or mend the name's DNS entry");
        }
        // From any port: a running server may hold the media port.
        List<InetSocketAddress> seen =
                new StunDiscovery(server, new SecureRandom()).discover(addresses, 0);
        if (seen.isEmpty()) {
            Finding own = own(addresses);
            return own.grade() == Finding.Grade.OK
                    ? Finding.ok(Setting.STUN.key(), "no NAT: " + own.detail())
                    : Finding.note(
                            Setting.STUN.key(),
                            "no answer from " + server + ", or nothing new",
                            "check that UDP to it gets out, or name the address with --advertise");
        }
        return Finding.ok(
                Setting.STUN.key(),
                "in public we are "
                        + seen.stream()
                                .map(end -> end.getAddress().getHostAddress())
                                .collect(Collectors.joining(", "))
                        + "; the ports must be let in there");
    }

    /** Without its scope, which means nothing elsewhere. */
    private static String text(InetAddress address) {
        return address.getHostAddress().split("%", 2)[0];
    }

    private static boolean isPrivate(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address.isSiteLocalAddress()
                || (address instanceof Inet6Address && (bytes[0] & 0xFE) == 0xFC)
                // RFC 6598, behind a carrier's NAT.
                || (bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xC0) == 64);
    }
}

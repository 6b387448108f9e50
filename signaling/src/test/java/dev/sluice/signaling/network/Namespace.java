package dev.sluice.signaling.network;

import java.util.ArrayList;
import java.util.List;

/** A network namespace of our own: as a machine with nothing but loopback at first. */
final class Namespace implements AutoCloseable {

    private static final String PREFIX = "sluice" + ProcessHandle.current().pid() + "-";

    private final String name;

    Namespace(String role) {
        name = PREFIX + role;
        Shell.run(List.of("ip", "netns", "add", name));
        // No duplicate address detection: addresses work at once.
        run("sysctl", "-qw", "net.ipv6.conf.default.accept_dad=0");
        run("sysctl", "-qw", "net.ipv6.conf.all.keep_addr_on_down=1");
        run("sysctl", "-qw", "net.ipv6.conf.all.forwarding=1");
        run("sysctl", "-qw", "net.ipv4.ip_forward=1");
        run("ip", "link", "set", "lo", "up");
    }

    /** Why tests with namespaces cannot run here; empty when they can. */
    static String obstacle() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return "network namespaces want root";
        }
        if (!Shell.works("ip", "-V")) {
            return "there is no ip command: install iproute2";
        }
        if (!Shell.works("nft", "--version")) {
            return "there is no nft command: install nftables";
        }
        String probe = PREFIX + "probe";
        if (!Shell.works("ip", "netns", "add", probe)) {
            return "this machine does not let us make network namespaces";
        }
        boolean filters = Shell.works("ip", "netns", "exec", probe, "nft", "add table inet x");
        Shell.run(List.of("ip", "netns", "del", probe));
        return filters ? "" : "this kernel does not let us filter in a namespace";
    }

    /** Lays a cable to another one. */
    void cable(String ours, Namespace other, String theirs) {
        Shell.run(
                List.of(
                        "ip",
                        "link",
                        "add",
                        ours,
                        "netns",
                        name,
                        "type",
                        "veth",
                        "peer",
                        "name",
                        theirs,
                        "netns",
                        other.name));
        run("ip", "link", "set", ours, "up");
        other.run("ip", "link", "set", theirs, "up");
    }

    void address(String device, String... addresses) {
        for (String address : addresses) {
            run("ip", "addr", "add", address, "dev", device);
        }
    }

    void defaultRoute(String... gateways) {
        for (String gateway : gateways) {
            run(
                    "ip",
                    gateway.contains(":") ? "-6" : "-4",
                    "route",
                    "add",
                    "default",
                    "via",
                    gateway);
        }
    }

    /** Replaces the rules of its firewall. */
    void rules(String... rules) {
        run("nft", "flush ruleset");
        for (String rule : rules) {
            run("nft", rule);
        }
    }

    String run(String... command) {
        return Shell.run(inside(List.of(command)));
    }

    /** A command as it runs in here. */
    List<String> inside(List<String> command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
        all.addAll(command);
        return all;
    }

    @Override
    public void close() {
        Shell.run(List.of("ip", "netns", "del", name));
    }
}

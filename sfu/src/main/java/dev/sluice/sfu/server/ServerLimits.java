package dev.sluice.sfu.server;

/**
 * What a server takes on at most. What is beyond is refused or dropped, and counted; calls that are
 * under way go on.
 *
 * @param handshakes DTLS handshakes at once; those that wait for a silent peer do not count
 * @param handshakesWaiting for their turn; more fail at once
 * @param packetsPerSecond of one participant; more are dropped
 * @param failedChecksPerSecond connectivity checks of one address (a /64 with IPv6) on one loop
 *     that do not authenticate; until the second is over, more from there are dropped unread, but
 *     not those of clients that are in
 * @param rooms at once; more are refused
 * @param directMemoryBytes of Netty's buffers; above it joins are refused. 0: three quarters of the
 *     JVM's heap limit, which by default is its limit of direct memory too
 */
public record ServerLimits(
        int handshakes,
        int handshakesWaiting,
        int packetsPerSecond,
        int failedChecksPerSecond,
        int rooms,
        long directMemoryBytes) {

    /** What fits a server that is open to the world; docs/SECURITY.md has the list. */
    public static final ServerLimits DEFAULT =
            new ServerLimits(256, 4_096, 20_000, 1_000, 100_000, 0);

    /**
     * Within its bounds.
     *
     * @throws IllegalArgumentException naming the value that is out of bounds
     */
    public ServerLimits {
        requirePositive("handshakes", handshakes);
        requirePositive("handshakesWaiting", handshakesWaiting);
        requirePositive("packetsPerSecond", packetsPerSecond);
        requirePositive("failedChecksPerSecond", failedChecksPerSecond);
        requirePositive("rooms", rooms);
        if (directMemoryBytes < 0) {
            throw new IllegalArgumentException(
                    "directMemoryBytes is " + directMemoryBytes + ": give bytes, or 0");
        }
    }

    /** The ceiling in bytes. */
    long ceilingBytes() {
        return directMemoryBytes > 0 ? directMemoryBytes : Runtime.getRuntime().maxMemory() / 4 * 3;
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + ": give 1 or more");
        }
    }
}

package dev.sluice.sfu.transport;

import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Names for what a transport sends: SSRCs that do not collide (RFC 3550, section 8), and one CNAME
 * (RFC 7022).
 */
final class SsrcSource {

    private final RandomGenerator random;
    private final Set<Long> taken = new HashSet<>();
    private final String cname;

    SsrcSource(RandomGenerator random) {
        this.random = random;
        this.cname = Long.toString(random.nextLong() >>> 1, Character.MAX_RADIX);
    }

    String cname() {
        return cname;
    }

    /** A new SSRC, unsigned 32-bit, never 0. */
    long next() {
        long ssrc;
        do {
            ssrc = random.nextInt() & 0xFFFF_FFFFL;
        } while (ssrc == 0 || !taken.add(ssrc));
        return ssrc;
    }
}

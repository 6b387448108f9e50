package dev.sluice.bench.jmh;

import dev.sluice.dtlssrtp.srtp.SrtpKeyingMaterial;
import dev.sluice.dtlssrtp.srtp.SrtpProfile;
import dev.sluice.dtlssrtp.srtp.SrtpSession;
import dev.sluice.mediacore.buf.Bytes;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** SRTP of a packet with 1,200 bytes of payload, in place. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SrtpBenchmark {

    private static final int PACKETS = 8_192;
    private static final int PAYLOAD_BYTES = 1_200;
    private static final int LENGTH = 12 + PAYLOAD_BYTES;

    @Param public SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;

    private final byte[] plain = new byte[LENGTH + SrtpSession.RTP_TAIL_BYTES];
    private final byte[] work = new byte[LENGTH + SrtpSession.RTP_TAIL_BYTES];
    private final byte[][] encrypted = new byte[PACKETS][];
    private SrtpKeyingMaterial received = keys(profile, new Random(1), false);
    private SrtpSession sender = new SrtpSession(received);
    private SrtpSession receiver = sender;
    private int sequence;
    private int next;
    private int encryptedLength;

    static SrtpSession session(Random random) {
        return new SrtpSession(keys(SrtpProfile.AEAD_AES_128_GCM, random, false));
    }

    private static SrtpKeyingMaterial keys(SrtpProfile profile, Random random, boolean swapped) {
        byte[] key = new byte[profile.keyBytes()];
        byte[] salt = new byte[profile.saltBytes()];
        byte[] otherKey = new byte[profile.keyBytes()];
        byte[] otherSalt = new byte[profile.saltBytes()];
        random.nextBytes(key);
        random.nextBytes(salt);
        random.nextBytes(otherKey);
        random.nextBytes(otherSalt);
        return swapped
                ? new SrtpKeyingMaterial(profile, otherKey, otherSalt, key, salt)
                : new SrtpKeyingMaterial(profile, key, salt, otherKey, otherSalt);
    }

    @Setup
    public void encrypt() {
        SrtpSession.warmUp();
        new Random(2).nextBytes(plain);
        plain[0] = (byte) 0x80;
        plain[1] = 96;
        Bytes.put32(plain, 8, 0x1111_1111L);
        received = keys(profile, new Random(1), true);
        receiver = new SrtpSession(received);
        sender = new SrtpSession(keys(profile, new Random(1), false));
        for (int i = 0; i < PACKETS; i++) {
            encrypted[i] = plain.clone();
            Bytes.put16(encrypted[i], 2, i);
            encryptedLength = sender.protectRtp(encrypted[i], 0, LENGTH);
        }
        sequence = PACKETS;
    }

    /** A copy of 1,212 bytes included, as a server makes one for each subscriber. */
    @Benchmark
    public int protect() {
        System.arraycopy(plain, 0, work, 0, LENGTH);
        Bytes.put16(work, 2, sequence++);
        return check(sender.protectRtp(work, 0, LENGTH));
    }

    /**
     * A copy of 1,228 bytes included; the replay window makes a new session after 8,192 packets.
     */
    @Benchmark
    public int unprotect() {
        if (next == PACKETS) {
            next = 0;
            receiver = new SrtpSession(received);
        }
        System.arraycopy(encrypted[next++], 0, work, 0, encryptedLength);
        return check(receiver.unprotectRtp(work, 0, encryptedLength));
    }

    private static int check(int length) {
        if (length < 0) {
            throw new IllegalStateException("SRTP refused: " + length);
        }
        return length;
    }
}

package dev.sluice.ice.stun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.mediacore.sim.SimNetwork;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** What is no STUN message, or almost one, is refused without an exception. */
class StunFuzzTest {

    private static final List<byte[]> SAMPLES =
            List.of(
                    Rfc5769.REQUEST,
                    Rfc5769.IPV4_RESPONSE,
                    Rfc5769.IPV6_RESPONSE,
                    Rfc5769.LONG_TERM_REQUEST,
                    StunCodec.encode(
                            StunMessage.error(new TransactionId(1, 2), 420, List.of(0x7777, 0x0c)),
                            new StunKey(Rfc5769.PASSWORD)));

    private final StunFrame frame = new StunFrame();
    private final StunKey key = new StunKey(Rfc5769.PASSWORD);

    @Test
    void shouldRefuseEveryTruncation() {
        for (byte[] sample : SAMPLES) {
            for (int length = 0; length < sample.length; length++) {
                byte[] cut = Arrays.copyOf(sample, length);
                assertNotEquals(StunFault.NONE, frame.read(cut, 0, length), "length " + length);
                assertEquals(null, StunPeek.localUfrag(cut, 0, length));
                assertFalse(StunPeek.isStun(cut, 0, length));
            }
        }
    }

    @Test
    void shouldRefuseEveryTruncationWhoseHeaderWasAdapted() {
        for (byte[] sample : SAMPLES) {
            for (int length = 20; length < sample.length; length++) {
                byte[] cut = Arrays.copyOf(sample, length);
                ByteBuffer.wrap(cut).putShort(2, (short) (length - 20));
                read(cut);
                boolean onlyFingerprintIsGone = length == sample.length - 8;
                assertTrue(onlyFingerprintIsGone || !key.verifies(frame), "length " + length);
            }
        }
    }

    @Test
    void shouldNeverThrowOnMutatedMessages() {
        RandomGenerator random = SimNetwork.random(5769);
        Map<StunFault, Integer> faults = new HashMap<>();
        for (int i = 0; i < 100_000; i++) {
            byte[] data = SAMPLES.get(random.nextInt(SAMPLES.size())).clone();
            int changes = 1 + random.nextInt(4);
            for (int j = 0; j < changes; j++) {
                data[random.nextInt(data.length)] = (byte) random.nextInt();
            }
            if (random.nextBoolean()) {
                mend(data, random);
            }
            faults.merge(read(data), 1, Integer::sum);
        }
        // Mended ones get through to ice4j's decoder; all others stop at the checks.
        assertTrue(faults.get(StunFault.NONE) > 20_000, faults.toString());
        for (StunFault fault :
                List.of(
                        StunFault.BAD_FINGERPRINT,
                        StunFault.BAD_ATTRIBUTE,
                        StunFault.TRUNCATED_ATTRIBUTE,
                        StunFault.NOT_STUN,
                        StunFault.NOT_BINDING,
                        StunFault.LENGTH_MISMATCH)) {
            assertTrue(faults.getOrDefault(fault, 0) > 100, fault + " in " + faults);
        }
    }

    @Test
    void shouldNeverThrowOnNoise() {
        RandomGenerator random = SimNetwork.random(1);
        for (int i = 0; i < 100_000; i++) {
            byte[] data = new byte[random.nextInt(200)];
            random.nextBytes(data);
            if (data.length >= 20 && random.nextBoolean()) {
                int length = data.length & ~3;
                data = Arrays.copyOf(data, length);
                ByteBuffer.wrap(data)
                        .putShort(0, (short) 1)
                        .putShort(2, (short) (length - 20))
                        .putInt(4, StunFrame.COOKIE);
            }
            read(data);
        }
    }

    /** Everything that a loop or an agent would do with the bytes. */
    private StunFault read(byte[] data) {
        StunFault fault = frame.read(data, 0, data.length);
        StunPeek.localUfrag(data, 0, data.length);
        if (fault == StunFault.NONE) {
            frame.unknownRequired();
            key.verifies(frame);
            StunCodec.decode(frame);
        }
        return fault;
    }

    /** Sets cookie, length and checksum right again, so that the fault lies deeper. */
    private static void mend(byte[] data, RandomGenerator random) {
        ByteBuffer buffer = ByteBuffer.wrap(data);
        buffer.putShort(2, (short) (data.length - 20)).putInt(4, StunFrame.COOKIE);
        if (random.nextInt(10) > 0) {
            buffer.putShort(0, (short) StunClass.values()[random.nextInt(4)].messageType());
        }
        CRC32 crc = new CRC32();
        crc.update(data, 0, data.length - 8);
        buffer.putInt(data.length - 4, (int) crc.getValue() ^ 0x5354554e);
    }
}

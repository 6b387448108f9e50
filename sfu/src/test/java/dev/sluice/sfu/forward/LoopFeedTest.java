package dev.sluice.sfu.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.ext.ExtensionIds;
import dev.sluice.rtp.forward.OutgoingPacket;
import dev.sluice.rtp.forward.SlotConfig;
import dev.sluice.rtp.packet.RtpPacket;
import dev.sluice.rtp.stream.MediaPacket;
import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.kit.OnLoop;
import dev.sluice.sfu.negotiation.MediaSection;
import dev.sluice.sfu.negotiation.NegotiatedCodec;
import dev.sluice.sfu.net.MediaLoop;
import dev.sluice.sfu.net.MediaLoops;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopFeedTest {

    private static final int PACKETS = 20;

    private final MediaLoops loops =
            MediaLoops.open(List.of(InetAddress.getLoopbackAddress()), 0, 1, Limits.DEFAULT);
    private final MediaLoop loop = loops.all().get(0);

    LoopFeedTest() throws Exception {}

    @AfterEach
    void close() throws Exception {
        loops.close();
    }

    @Test
    void shouldKeepTheFaultOfOneSubscriberFromTheOthers() throws Exception {
        Output before = new Output(false);
        Output faulty = new Output(true);
        Output behind = new Output(false);
        OnLoop.run(
                loop,
                () -> {
                    PublishedTrack track = track();
                    for (Output output : List.of(before, faulty, behind)) {
                        slot(output).bind(0, track);
                    }
                    for (int i = 0; i < PACKETS; i++) {
                        MediaPacket[] packets = {packet(i)};
                        track.feedOn(loop).onMedia(packets[0].arrivalNanos, packets, 0, 1);
                    }
                });
        assertEquals(PACKETS, before.written);
        assertEquals(PACKETS, behind.written);
        assertEquals(0, faulty.written);
        assertEquals(PACKETS, OnLoop.call(loop, loop::counters).faults);
        assertEquals(PACKETS, faulty.ended, "each of its turns ended");
    }

    private PublishedTrack track() {
        return new PublishedTrack(
                "p", false, section(), new PublisherClocks(1), loop, (mid, encoding) -> {}, 1);
    }

    private static MediaSection section() {
        NegotiatedCodec opus =
                new NegotiatedCodec(Codec.OPUS, 111, -1, "", false, false, false, false, false);
        return new MediaSection(
                "v",
                MediaKind.AUDIO,
                true,
                false,
                List.of(opus),
                Map.of(),
                List.of(),
                List.of(),
                false);
    }

    private Slot slot(Output output) {
        SlotConfig config =
                new SlotConfig(
                        "s",
                        MediaKind.AUDIO,
                        1,
                        -1,
                        PublishedTrack.formatsOf(section()),
                        ExtensionIds.NONE);
        Slot slot = new Slot(loop, 0, config, output, new SplittableRandom(1));
        slot.target(0, 0, 0);
        return slot;
    }

    private static MediaPacket packet(int index) {
        MediaPacket packet = new MediaPacket();
        byte[] data = new byte[100];
        data[0] = (byte) 0x80;
        data[1] = 111;
        data[3] = (byte) index;
        assertEquals(RtpPacket.Verdict.OK, packet.rtp.parse(data, 0, data.length));
        packet.extensions.clear();
        packet.arrivalNanos = index * 20_000_000L;
        packet.index = index;
        packet.codec = Codec.OPUS;
        return packet;
    }

    private static final class Output implements SlotOutput {

        private final boolean fails;
        private final byte[] data = new byte[1_500];
        int written;
        int ended;

        Output(boolean fails) {
            this.fails = fails;
        }

        @Override
        public void writing(long nowNanos, int slot) {}

        @Override
        public void beginTurn(long nowNanos, int slot) {}

        @Override
        public void endTurn() {
            ended++;
        }

        @Override
        public void deadline(long slotNanos) {}

        @Override
        public int temporalLimit() {
            return Integer.MAX_VALUE;
        }

        @Override
        public boolean claim(int bytes) {
            return true;
        }

        @Override
        public byte[] data() {
            return data;
        }

        @Override
        public int offset() {
            return 0;
        }

        @Override
        public void commit(OutgoingPacket packet) {
            if (fails) {
                throw new IllegalStateException("a fault, as the test wants it");
            }
            written++;
        }
    }
}

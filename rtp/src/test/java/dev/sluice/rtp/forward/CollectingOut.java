package dev.sluice.rtp.forward;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Keeps every packet that a slot writes; stamps transport-wide sequence numbers as a socket would.
 */
final class CollectingOut implements PacketOut {

    private static final int HEAD_ROOM = 7;

    /** A copy of a packet, and what was told of it. */
    record Written(
            byte[] bytes, PacketKind kind, long ssrc, int layer, int absSendTimeOffset, int twcc) {}

    final List<Written> packets = new ArrayList<>();
    boolean full;
    boolean tracksSound = true;
    private final byte[] slab = new byte[4_096];
    private int claimed = -1;
    private int transportSequence;

    @Override
    public boolean claim(int bytes) {
        slab[HEAD_ROOM - 1] = (byte) 0xA5;
        slab[HEAD_ROOM + bytes] = (byte) 0xA5;
        claimed = full ? -1 : bytes;
        return !full;
    }

    @Override
    public boolean tracksSound() {
        return tracksSound;
    }

    @Override
    public byte[] data() {
        return slab;
    }

    @Override
    public int offset() {
        return HEAD_ROOM;
    }

    @Override
    public void commit(OutgoingPacket packet) {
        if (packet.length != claimed) {
            throw new AssertionError("claimed " + claimed + ", wrote " + packet.length);
        }
        if (slab[HEAD_ROOM - 1] != (byte) 0xA5 || slab[HEAD_ROOM + claimed] != (byte) 0xA5) {
            throw new AssertionError("wrote outside what was claimed");
        }
        int twcc = -1;
        if (packet.transportCcOffset != OutgoingPacket.ABSENT) {
            twcc = transportSequence++ & 0xFFFF;
            slab[HEAD_ROOM + packet.transportCcOffset] = (byte) (twcc >>> 8);
            slab[HEAD_ROOM + packet.transportCcOffset + 1] = (byte) twcc;
        }
        packets.add(
                new Written(
                        Arrays.copyOfRange(slab, HEAD_ROOM, HEAD_ROOM + claimed),
                        packet.kind,
                        packet.ssrc,
                        packet.layer,
                        packet.absSendTimeOffset,
                        twcc));
        claimed = -1;
    }
}

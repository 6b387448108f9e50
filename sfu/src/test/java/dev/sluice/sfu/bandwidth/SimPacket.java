package dev.sluice.sfu.bandwidth;

import dev.sluice.rtp.cc.PacketKind;

/** A packet on the simulated bottleneck, of whichever flow. */
final class SimPacket {

    /** Who gets it at the far end. */
    interface Owner {
        void onArrival(long nowNanos, SimPacket packet);
    }

    final Owner owner;
    final int bytes;
    final PacketKind kind;
    long sequence;
    long sentNanos;
    int tries;

    SimPacket(Owner owner, int bytes, PacketKind kind) {
        this.owner = owner;
        this.bytes = bytes;
        this.kind = kind;
    }
}

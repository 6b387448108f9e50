package dev.sluice.signaling.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lets a source through and keeps the payloads it made; ends it after so many packets. */
final class Sent implements PacketSource {

    private final PacketSource source;
    private final int limit;
    private final List<byte[]> payloads = new ArrayList<>();

    Sent(PacketSource source, int limit) {
        this.source = source;
        this.limit = limit;
    }

    @Override
    public synchronized long nextNanos() {
        return payloads.size() < limit ? source.nextNanos() : Long.MAX_VALUE;
    }

    @Override
    public synchronized void write(long nowNanos, MediaToSend packet) {
        source.write(nowNanos, packet);
        payloads.add(Arrays.copyOf(packet.payload, packet.payloadBytes));
    }

    @Override
    public synchronized void onKeyframeRequest(int encoding) {
        source.onKeyframeRequest(encoding);
    }

    synchronized List<byte[]> payloads() {
        return List.copyOf(payloads);
    }

    boolean done() {
        return payloads().size() >= limit;
    }
}

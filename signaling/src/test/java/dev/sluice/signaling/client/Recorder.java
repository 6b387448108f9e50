package dev.sluice.signaling.client;

import dev.sluice.rtp.ext.Extension;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Keeps what a participant was told, to be read by the test's thread. */
final class Recorder implements ParticipantListener {

    /** A packet as it was received. */
    record Packet(
            String publication,
            long index,
            long timestamp,
            byte[] payload,
            boolean recovered,
            boolean tracked) {}

    private final List<Packet> packets = new ArrayList<>();
    final List<ClientEvent> events = new CopyOnWriteArrayList<>();
    volatile boolean closed;
    volatile @Nullable Throwable failure;

    @Override
    public void onEvent(ClientEvent event) {
        events.add(event);
    }

    @Override
    public void onMedia(ReceivedMedia media) {
        var rtp = media.packet.rtp;
        if (rtp.payloadBytes() == 0) {
            return;
        }
        byte[] payload =
                Arrays.copyOfRange(
                        rtp.data(), rtp.payloadOffset(), rtp.payloadOffset() + rtp.payloadBytes());
        String publication = media.publication == null ? "?" : media.publication.id();
        synchronized (packets) {
            packets.add(
                    new Packet(
                            publication,
                            media.packet.index,
                            rtp.timestamp(),
                            payload,
                            media.packet.recovered,
                            media.packet.extensions.has(Extension.TRANSPORT_CC)));
        }
    }

    @Override
    public void onClosed(@Nullable Throwable why) {
        failure = why;
        closed = true;
    }

    /** Of one publication, in the order of arrival. */
    List<Packet> packets(String publication) {
        synchronized (packets) {
            return packets.stream().filter(p -> p.publication().equals(publication)).toList();
        }
    }
}

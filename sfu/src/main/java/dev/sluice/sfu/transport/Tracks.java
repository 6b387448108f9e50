package dev.sluice.sfu.transport;

import dev.sluice.rtp.stream.TrackConfig;
import dev.sluice.sfu.negotiation.MediaSection;
import dev.sluice.sfu.negotiation.NegotiatedCodec;
import java.util.ArrayList;
import java.util.List;

/** From what was negotiated to what the RTP receiver needs to know. */
final class Tracks {

    private Tracks() {}

    static TrackConfig configOf(MediaSection section) {
        List<TrackConfig.Format> formats = new ArrayList<>();
        for (NegotiatedCodec codec : section.codecs()) {
            formats.add(
                    new TrackConfig.Format(
                            codec.codec(),
                            codec.payloadType(),
                            codec.rtxPayloadType(),
                            codec.nack(),
                            codec.pli(),
                            codec.fir(),
                            codec.transportCc()));
        }
        List<TrackConfig.SignalledSsrc> ssrcs = new ArrayList<>();
        for (MediaSection.SignalledStream stream : section.streams()) {
            ssrcs.add(new TrackConfig.SignalledSsrc(stream.ssrc(), stream.rtxSsrc()));
        }
        return new TrackConfig(
                section.mid(),
                section.kind(),
                formats,
                section.extensions(),
                section.rids(),
                ssrcs,
                section.receiverRtt());
    }
}

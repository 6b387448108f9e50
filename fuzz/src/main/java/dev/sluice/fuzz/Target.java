package dev.sluice.fuzz;

import dev.sluice.dtlssrtp.dtls.HandshakeFuzz;
import dev.sluice.sfu.transport.TransportFuzz;
import dev.sluice.signaling.ws.MessageFuzz;
import java.util.Locale;
import java.util.function.Consumer;

/** Every target: what it reads from outside, and where its seeds lie. */
public enum Target {
    STUN(StunFuzz.class, StunFuzz::fuzzerTestOneInput),
    DTLS(HandshakeFuzz.class, HandshakeFuzz::fuzzerTestOneInput),
    RTP(RtpFuzz.class, RtpFuzz::fuzzerTestOneInput),
    RTCP(RtcpFuzz.class, RtcpFuzz::fuzzerTestOneInput),
    SDP(SdpFuzz.class, SdpFuzz::fuzzerTestOneInput),
    EXTENSIONS(ExtensionsFuzz.class, ExtensionsFuzz::fuzzerTestOneInput),
    DEPENDENCY_DESCRIPTOR(DescriptorFuzz.class, DescriptorFuzz::fuzzerTestOneInput),
    VP8(Vp8Fuzz.class, Vp8Fuzz::fuzzerTestOneInput),
    VP9(Vp9Fuzz.class, Vp9Fuzz::fuzzerTestOneInput),
    H264(H264Fuzz.class, H264Fuzz::fuzzerTestOneInput),
    AV1(Av1Fuzz.class, Av1Fuzz::fuzzerTestOneInput),
    TRANSPORT_FEEDBACK(TransportFeedbackFuzz.class, TransportFeedbackFuzz::fuzzerTestOneInput),
    RTX(RtxFuzz.class, RtxFuzz::fuzzerTestOneInput),
    RED(RedFuzz.class, RedFuzz::fuzzerTestOneInput),
    MESSAGE(MessageFuzz.class, MessageFuzz::fuzzerTestOneInput),
    SDP_FRAGMENT(SdpFragmentFuzz.class, SdpFragmentFuzz::fuzzerTestOneInput),
    TOKEN(TokenFuzz.class, TokenFuzz::fuzzerTestOneInput),
    FRAMING(FramingFuzz.class, FramingFuzz::fuzzerTestOneInput),
    SETTINGS(SettingsFuzz.class, SettingsFuzz::fuzzerTestOneInput),
    TRANSPORT(TransportFuzz.class, TransportFuzz::fuzzerTestOneInput),
    ROOM(RoomFuzz.class, RoomFuzz::fuzzerTestOneInput);

    private final Class<?> type;

    @SuppressWarnings("ImmutableEnumChecker") // references to static methods hold no state
    private final Consumer<byte[]> entry;

    Target(Class<?> type, Consumer<byte[]> entry) {
        this.type = type;
        this.entry = entry;
    }

    /** The class with the {@code fuzzerTestOneInput} that Jazzer calls. */
    public Class<?> type() {
        return type;
    }

    /** Feeds one input; throws what is to be looked at. */
    public void feed(byte[] data) {
        entry.accept(data);
    }

    /** As commands and the corpus have it: {@code transport-feedback}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

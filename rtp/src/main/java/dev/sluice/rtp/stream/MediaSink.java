package dev.sluice.rtp.stream;

/** Takes the media that a transport received, in the order of arrival. */
@FunctionalInterface
public interface MediaSink {

    /** One new media packet. It and its bytes are borrowed: both are reused after the call. */
    void onMedia(long nowNanos, MediaPacket packet);
}

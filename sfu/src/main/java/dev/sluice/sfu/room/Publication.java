package dev.sluice.sfu.room;

import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.sfu.api.PublicationInfo;
import dev.sluice.sfu.api.Source;
import org.jspecify.annotations.Nullable;

/** A publication in its room: reserved first, live once an offer gave it a section. */
public final class Publication {

    private final String id;
    private final Member publisher;
    private final Source source;
    private final MediaKind kind;
    private @Nullable String mid;
    private boolean muted;
    private boolean held;

    Publication(String id, Member publisher, Source source, MediaKind kind) {
        this.id = id;
        this.publisher = publisher;
        this.source = source;
        this.kind = kind;
    }

    /** Unique on the server. */
    public String id() {
        return id;
    }

    /** Whose it is. */
    public Member publisher() {
        return publisher;
    }

    /** What it shows. */
    public Source source() {
        return source;
    }

    /** Audio or video, by the source. */
    public MediaKind kind() {
        return kind;
    }

    /** The publisher's section that sends it; null while it is only reserved. */
    public @Nullable String mid() {
        return mid;
    }

    /** As others see it now. */
    public PublicationInfo info() {
        return new PublicationInfo(id, publisher.id(), source, kind, muted);
    }

    boolean live() {
        return mid != null;
    }

    void goLive(String mid) {
        this.mid = mid;
    }

    /** Sets the mute; false when it was so already. */
    boolean mute(boolean muted) {
        boolean changed = this.muted != muted;
        this.muted = muted;
        return changed;
    }

    /** Somebody else muted it: nothing of it is forwarded until its publisher unmutes it. */
    boolean held() {
        return held;
    }

    void held(boolean value) {
        held = value;
    }

    /**
     * What belongs together in one pair of slots for lip sync: a participant's camera with its
     * microphone, its screen with the screen's sound.
     */
    String syncGroup() {
        boolean screen = source == Source.SCREEN || source == Source.SCREEN_AUDIO;
        return (screen ? "screen/" : "person/") + publisher.id();
    }
}

package dev.sluice.sfu.room;

import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.ParticipantInfo;
import dev.sluice.sfu.api.ParticipantInfo.ConnectionState;
import dev.sluice.sfu.api.ParticipantInfo.Presence;
import dev.sluice.sfu.api.Permissions;
import dev.sluice.sfu.api.PublicationInfo;
import dev.sluice.sfu.api.Quality;
import dev.sluice.sfu.api.Role;
import dev.sluice.sfu.api.Source;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One participant in its room. */
public final class Member {

    private final String id;
    private final JoinRequest request;
    private final MemberSink sink;
    private final Map<String, Publication> publications = new LinkedHashMap<>();
    private final Set<String> chosen = new HashSet<>();
    private final SlotTable slots = new SlotTable();
    private @Nullable Quality untoldQuality;
    private boolean worseToOthers;
    private ConnectionState connection = ConnectionState.CONNECTING;
    private Presence presence = Presence.HERE;
    private Role role;
    private String name;
    private Map<String, String> attributes;
    private long hand;
    private boolean chatMuted;
    private boolean recordingConsent;
    private int revision;
    private int wantedAudio;
    private int wantedVideo;

    Member(String id, JoinRequest request, Role role, MemberSink sink) {
        this.id = id;
        this.request = request;
        this.role = role;
        this.sink = sink;
        this.name = request.name();
        this.attributes = request.attributes();
    }

    /** Unique on the server, new for each join. */
    public String id() {
        return id;
    }

    /** Who it is. */
    public String identity() {
        return request.identity();
    }

    /** For people to read, as it is now. */
    public String name() {
        return name;
    }

    /** As it is now. */
    public Role role() {
        return role;
    }

    /** By what it got in, null: freely. */
    public JoinRequest.@Nullable Access access() {
        return request.access();
    }

    /** As others see it now. */
    public ParticipantInfo info() {
        List<PublicationInfo> live = new ArrayList<>();
        for (Publication publication : publications.values()) {
            if (publication.live()) {
                live.add(publication.info());
            }
        }
        return new ParticipantInfo(
                id,
                identity(),
                name,
                connection,
                live,
                role,
                presence,
                hand,
                chatMuted,
                recordingConsent,
                attributes);
    }

    Permissions permissions() {
        return request.permissions();
    }

    boolean hidden() {
        return request.permissions().hidden();
    }

    /** Whether it may become host when nobody runs the room. */
    boolean mayInherit() {
        return request.hostIfFirst() && !hidden();
    }

    MemberSink sink() {
        return sink;
    }

    void role(Role value) {
        role = value;
    }

    void describe(@Nullable String newName, @Nullable Map<String, String> newAttributes) {
        name = newName == null ? name : newName;
        attributes = newAttributes == null ? attributes : newAttributes;
    }

    long hand() {
        return hand;
    }

    /** Sets the hand: 0 down, else its place in the order of raising. */
    void hand(long value) {
        hand = value;
    }

    boolean chatMuted() {
        return chatMuted;
    }

    void chatMuted(boolean value) {
        chatMuted = value;
    }

    void recordingConsent(boolean value) {
        recordingConsent = value;
    }

    Map<String, Publication> publications() {
        return publications;
    }

    SlotTable slots() {
        return slots;
    }

    @Nullable Publication publicationOf(Source source) {
        for (Publication publication : publications.values()) {
            if (publication.source() == source) {
                return publication;
            }
        }
        return null;
    }

    @Nullable Publication publicationOn(String mid) {
        for (Publication publication : publications.values()) {
            if (mid.equals(publication.mid())) {
                return publication;
            }
        }
        return null;
    }

    /**
     * Whether this member is to receive a publication: all but those it refused, or only those it
     * chose.
     */
    boolean wants(Publication publication) {
        return publication.publisher() != this
                && publication.live()
                && permissions().subscribe()
                && request.autoSubscribe() != chosen.contains(publication.id());
    }

    void choose(Publication publication, boolean wanted) {
        if (wanted == request.autoSubscribe()) {
            chosen.remove(publication.id());
        } else {
            chosen.add(publication.id());
        }
    }

    void forget(Publication publication) {
        chosen.remove(publication.id());
    }

    /** Sets the state of the media path; false when it was so already. */
    boolean connection(ConnectionState state) {
        boolean changed = connection != state;
        connection = state;
        return changed;
    }

    /**
     * Notes how good the call is now; whether others are to hear of it, which those do in any case
     * who believe it to be worse than excellent.
     */
    boolean quality(Quality value, boolean tellOthers) {
        boolean told = tellOthers || worseToOthers;
        boolean excellent = value.level() == Quality.Level.EXCELLENT;
        worseToOthers = told && !excellent;
        untoldQuality = told || excellent ? null : value;
        return told;
    }

    /**
     * What others do not know yet and are told now: that the call is not excellent; null: it is.
     */
    @Nullable Quality tellQuality() {
        Quality untold = untoldQuality;
        untoldQuality = null;
        worseToOthers |= untold != null;
        return untold;
    }

    /** Sets whether the client is in touch; false when it was so already. */
    boolean presence(Presence value) {
        boolean changed = presence != value;
        presence = value;
        return changed;
    }

    /**
     * Notes how many sections are wanted in all; the new revision, or 0 when no more are wanted
     * than were asked for.
     */
    int want(int audio, int video) {
        if (audio <= wantedAudio && video <= wantedVideo) {
            return 0;
        }
        wantedAudio = Math.max(audio, wantedAudio);
        wantedVideo = Math.max(video, wantedVideo);
        return ++revision;
    }

    int wantedAudio() {
        return wantedAudio;
    }

    int wantedVideo() {
        return wantedVideo;
    }

    /** The client has that many sections now, whether or not we asked. */
    void sectionsOffered(int audio, int video) {
        wantedAudio = audio;
        wantedVideo = video;
    }
}

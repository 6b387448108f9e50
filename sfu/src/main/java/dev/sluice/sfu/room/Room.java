package dev.sluice.sfu.room;

import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.ParticipantInfo;
import dev.sluice.sfu.api.ParticipantInfo.ConnectionState;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.sfu.api.RoomEvent.LeaveReason;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.negotiation.MediaSection;
import dev.sluice.sfu.negotiation.RemoteDescription;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of one room: members, publications, subscriptions and slots. Owned by the
 * room's loop; requests that are refused throw {@link RejectedException} and change nothing.
 */
public final class Room {

    private static final int MAX_NAME_CHARS = 256;

    private final String name;
    private final RoomLimits limits;
    private final Supplier<String> ids;
    private final Map<String, Member> members = new LinkedHashMap<>();
    private final Map<String, Publication> publications = new LinkedHashMap<>();

    /**
     * @param ids makes ids that are unique on the server
     */
    public Room(String name, RoomLimits limits, Supplier<String> ids) {
        this.name = name;
        this.limits = limits;
        this.ids = ids;
    }

    public String name() {
        return name;
    }

    public boolean isEmpty() {
        return members.isEmpty();
    }

    public int size() {
        return members.size();
    }

    /** Everybody, in the order of joining. */
    public List<ParticipantInfo> participants() {
        List<ParticipantInfo> infos = new ArrayList<>();
        for (Member member : members.values()) {
            infos.add(member.info());
        }
        return infos;
    }

    /**
     * The member of an identity, if it is there; a join of the same identity should remove it
     * first.
     */
    public @Nullable Member memberOf(String identity) {
        for (Member member : members.values()) {
            if (member.identity().equals(identity)) {
                return member;
            }
        }
        return null;
    }

    /** Lets somebody in and tells the others. */
    public Member join(JoinRequest request, MemberSink sink) {
        requireLength("identity", request.identity());
        requireLength("name", request.name());
        if (members.size() >= limits.participants()) {
            throw new RejectedException(
                    Code.LIMIT,
                    "the room is full: it takes " + limits.participants() + " participants");
        }
        Member member =
                new Member(
                        ids.get(),
                        request.identity(),
                        request.name(),
                        request.permissions(),
                        request.autoSubscribe(),
                        sink);
        toOthers(member, new RoomEvent.ParticipantJoined(member.info()));
        members.put(member.id(), member);
        return member;
    }

    /** Binds what there is to receive; called once the member knows that it is in. */
    public void welcome(Member member) {
        fill(member);
    }

    /** Ends a membership: publications go, others are told, the member last. */
    public void leave(Member member, LeaveReason reason) {
        if (members.remove(member.id()) == null) {
            return;
        }
        for (Publication publication : List.copyOf(member.publications().values())) {
            remove(publication);
        }
        toOthers(member, new RoomEvent.ParticipantLeft(member.id(), reason));
        member.sink().event(new RoomEvent.Left(reason));
    }

    /** Reserves a publication. */
    public Publication publish(Member member, Source source, MediaKind kind) {
        requireMember(member);
        boolean audio = source == Source.MICROPHONE || source == Source.SCREEN_AUDIO;
        if (audio != (kind == MediaKind.AUDIO)) {
            throw new RejectedException(
                    Code.BAD_REQUEST,
                    "kind "
                            + kind
                            + " does not go with source "
                            + source
                            + ": it is the other one");
        }
        if (!member.permissions().publish().contains(source)) {
            throw new RejectedException(
                    Code.FORBIDDEN,
                    "publishing source "
                            + source
                            + " is not permitted: ask for a token that grants it");
        }
        Publication existing = member.publicationOf(source);
        if (existing != null) {
            throw new RejectedException(
                    Code.CONFLICT,
                    "source "
                            + source
                            + " is published already as "
                            + existing.id()
                            + ": unpublish that first");
        }
        Publication publication = new Publication(ids.get(), member, source, kind);
        member.publications().put(publication.id(), publication);
        publications.put(publication.id(), publication);
        return publication;
    }

    public void unpublish(Member member, String publicationId) {
        remove(ownPublication(member, publicationId));
    }

    public void mute(Member member, String publicationId, boolean muted) {
        Publication publication = ownPublication(member, publicationId);
        if (publication.mute(muted) && publication.live()) {
            toOthers(member, new RoomEvent.PublicationUpdated(publication.info()));
        }
    }

    public void subscribe(Member member, String publicationId, boolean wanted) {
        requireMember(member);
        Publication publication = publications.get(publicationId);
        if (publication == null || publication.publisher() == member) {
            throw notFound("publication", publicationId);
        }
        if (wanted && !member.permissions().subscribe()) {
            throw new RejectedException(
                    Code.FORBIDDEN, "subscribing is not permitted: ask for a token that grants it");
        }
        member.choose(publication, wanted);
        if (wanted) {
            fill(member);
        } else {
            release(member, publication);
        }
    }

    /** Refuses an offer that the room cannot accept, before any of it is applied. */
    public void checkOffer(Member member, RemoteDescription offer, Map<String, String> mapping) {
        requireMember(member);
        Set<String> mapped = new HashSet<>();
        for (Map.Entry<String, String> entry : mapping.entrySet()) {
            Publication publication = ownPublication(member, entry.getValue());
            MediaSection section = sectionOf(offer, entry.getKey());
            if (!section.remoteSends() || section.kind() != publication.kind()) {
                throw new RejectedException(
                        Code.BAD_REQUEST,
                        "publications: mid \""
                                + entry.getKey()
                                + "\" does not send "
                                + publication.kind()
                                + ": make it sendonly or sendrecv of that kind");
            }
            if (!mapped.add(publication.id())) {
                throw new RejectedException(
                        Code.BAD_REQUEST,
                        "publications: " + publication.id() + " is given to two mids: name one");
            }
            if (publication.mid() != null && !publication.mid().equals(entry.getKey())) {
                throw new RejectedException(
                        Code.BAD_REQUEST,
                        "publications: "
                                + publication.id()
                                + " is sent on mid \""
                                + publication.mid()
                                + "\" already: unpublish it first");
            }
        }
    }

    /** An offer was applied: its publications go live, its receive sections become slots. */
    public void negotiated(Member member, RemoteDescription offer, Map<String, String> mapping) {
        if (!members.containsKey(member.id())) {
            return;
        }
        for (MediaSection section : offer.sections()) {
            if (section.remoteReceives()) {
                member.slots().add(section.mid(), section.kind());
            }
            String publicationId = mapping.get(section.mid());
            if (publicationId != null) {
                goLive(member, publicationId, section.mid());
            }
        }
        member.sectionsOffered(
                member.slots().count(MediaKind.AUDIO), member.slots().count(MediaKind.VIDEO));
        for (Member other : members.values()) {
            fill(other);
        }
    }

    public void connection(Member member, ConnectionState state) {
        if (members.containsKey(member.id()) && member.connection(state)) {
            toOthers(member, new RoomEvent.ParticipantUpdated(member.info()));
        }
    }

    /** Tells everybody who speaks. */
    public void speakers(List<RoomEvent.Speaker> speakers) {
        toOthers(null, new RoomEvent.SpeakersChanged(List.copyOf(speakers)));
    }

    private void goLive(Member member, String publicationId, String mid) {
        Publication publication = member.publications().get(publicationId);
        if (publication != null && !publication.live()) {
            publication.goLive(mid);
            member.sink().live(publication);
            toOthers(member, new RoomEvent.PublicationAdded(publication.info()));
        }
    }

    /**
     * Gives every publication that a member wants a slot, and asks for more sections when they do
     * not suffice.
     */
    private void fill(Member member) {
        boolean missing = false;
        for (Publication publication : publications.values()) {
            if (member.wants(publication) && member.slots().carrying(publication) == null) {
                SlotTable.Slot slot = member.slots().take(publication);
                if (slot == null) {
                    missing = true;
                } else {
                    bind(member, slot.mid, publication);
                }
            }
        }
        if (missing) {
            askForSections(member);
        }
    }

    private void askForSections(Member member) {
        Set<String> groups = new HashSet<>();
        int audio = 0;
        for (Publication publication : publications.values()) {
            if (member.wants(publication)) {
                groups.add(publication.syncGroup());
                audio += publication.kind() == MediaKind.AUDIO ? 1 : 0;
            }
        }
        int pairs = Math.min(groups.size(), limits.pairs());
        int wantedAudio = Math.max(pairs, Math.min(audio, limits.pairs() + limits.extraAudio()));
        int revision = member.want(wantedAudio, pairs);
        if (revision > 0) {
            member.sink()
                    .event(
                            new RoomEvent.SectionsWanted(
                                    revision, member.wantedAudio(), member.wantedVideo()));
        }
    }

    private void remove(Publication publication) {
        Member publisher = publication.publisher();
        publisher.publications().remove(publication.id());
        publications.remove(publication.id());
        for (Member member : members.values()) {
            release(member, publication);
            member.forget(publication);
        }
        if (publication.live()) {
            publisher.sink().ended(publication);
            toOthers(publisher, new RoomEvent.PublicationRemoved(publication.id(), publisher.id()));
        }
    }

    /** Frees the slot that carries a publication; whoever waited for a slot gets it. */
    private void release(Member member, Publication publication) {
        SlotTable.Slot slot = member.slots().carrying(publication);
        if (slot != null) {
            slot.carries = null;
            bind(member, slot.mid, null);
            fill(member);
        }
    }

    private static void bind(Member member, String mid, @Nullable Publication publication) {
        member.sink().bind(mid, publication);
        member.sink()
                .event(
                        new RoomEvent.SlotBound(
                                mid, publication == null ? null : publication.info()));
    }

    private void toOthers(@Nullable Member except, RoomEvent event) {
        for (Member member : members.values()) {
            if (member != except) {
                member.sink().event(event);
            }
        }
    }

    private Publication ownPublication(Member member, String publicationId) {
        requireMember(member);
        Publication publication = member.publications().get(publicationId);
        if (publication == null) {
            throw notFound("publication", publicationId);
        }
        return publication;
    }

    private static MediaSection sectionOf(RemoteDescription offer, String mid) {
        for (MediaSection section : offer.sections()) {
            if (section.mid().equals(mid)) {
                return section;
            }
        }
        throw new RejectedException(
                Code.BAD_REQUEST,
                "publications: the offer has no section with mid \""
                        + mid
                        + "\" that the server accepts");
    }

    private void requireMember(Member member) {
        if (!members.containsKey(member.id())) {
            throw notFound("participant", member.id());
        }
    }

    private static void requireLength(String field, String value) {
        if (value.isEmpty() || value.length() > MAX_NAME_CHARS) {
            throw new RejectedException(
                    Code.BAD_REQUEST,
                    field + " has " + value.length() + " characters: give 1 to " + MAX_NAME_CHARS);
        }
    }

    private static RejectedException notFound(String what, String id) {
        String shown = id.length() > 64 ? id.substring(0, 64) : id;
        return new RejectedException(Code.NOT_FOUND, "no " + what + " \"" + shown + "\" here");
    }
}

package dev.sluice.sfu.room;

import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.sfu.api.Action;
import dev.sluice.sfu.api.Quality;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.sfu.api.RoomSettings;
import dev.sluice.sfu.api.ServerEvent;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.negotiation.MediaSection;
import dev.sluice.sfu.negotiation.RemoteDescription;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is published in a room, and which slot of whom carries it. Owned by the room's loop. */
final class RoomMedia {

    /** Beyond so many, pairs are asked for by as many at once. */
    private static final int PAIRS_STEP = 5;

    private final String room;
    private final RoomLimits limits;
    private final Supplier<String> ids;
    private final Members members;
    private final Supplier<RoomSettings> settings;
    private final Consumer<ServerEvent> server;
    private final Map<String, Publication> publications = new LinkedHashMap<>();
    private final Voices voices;
    private boolean paused;

    RoomMedia(
            String room,
            RoomLimits limits,
            Supplier<String> ids,
            Members members,
            Supplier<RoomSettings> settings,
            Consumer<ServerEvent> server) {
        this.room = room;
        this.limits = limits;
        this.ids = ids;
        this.members = members;
        this.settings = settings;
        this.server = server;
        this.voices = new Voices(limits.voices());
    }

    /** Reserves a publication. */
    Publication publish(Member member, Source source, MediaKind kind) {
        boolean audio = source == Source.MICROPHONE || source == Source.SCREEN_AUDIO;
        if (audio != (kind == MediaKind.AUDIO)) {
            throw Refusal.bad(
                    "kind "
                            + kind
                            + " does not go with source "
                            + source
                            + ": it is the other one");
        }
        RejectedException refused = Policy.refusedSource(member, source, settings.get());
        if (refused != null) {
            throw refused;
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

    void unpublish(Member member, String publicationId) {
        remove(own(member, publicationId), false);
    }

    void mute(Member member, String publicationId, boolean muted) {
        Publication publication = own(member, publicationId);
        if (!muted && publication.held()) {
            publication.held(false);
            rebind(publication);
        }
        if (publication.mute(muted) && publication.live()) {
            members.toOthers(member, new RoomEvent.PublicationUpdated(publication.info()));
        }
    }

    Publication requireReceivable(Member member, String publicationId) {
        Publication publication = publications.get(publicationId);
        if (publication == null || publication.publisher() == member) {
            throw Refusal.notFound("publication", publicationId);
        }
        return publication;
    }

    void subscribe(Member member, String publicationId, boolean wanted) {
        Publication publication = requireReceivable(member, publicationId);
        if (wanted) {
            Policy.require(member, Action.SUBSCRIBE);
        }
        member.choose(publication, wanted);
        if (wanted) {
            fill(member);
        } else {
            release(member, publication);
        }
    }

    /**
     * A publication of anybody.
     *
     * @throws RejectedException NOT_FOUND
     */
    Publication require(String publicationId) {
        Publication publication = publications.get(publicationId);
        if (publication == null) {
            throw Refusal.notFound("publication", publicationId);
        }
        return publication;
    }

    /** Silences or darkens a publication against its publisher's will, and tells everybody. */
    void hold(Publication publication) {
        if (!publication.held()) {
            publication.held(true);
            rebind(publication);
        }
        if (publication.mute(true)) {
            members.toAll(new RoomEvent.PublicationUpdated(publication.info()));
        }
    }

    /** Ends a publication against its publisher's will, and tells everybody. */
    void stop(Publication publication) {
        remove(publication, true);
    }

    /** Ends what a member may publish no longer. */
    void stopForbidden(Member member) {
        for (Publication publication : List.copyOf(member.publications().values())) {
            if (Policy.refusedSource(member, publication.source(), settings.get()) != null) {
                stop(publication);
            }
        }
    }

    /** While paused, slots stay assigned but carry nothing. */
    void paused(boolean value) {
        if (paused == value) {
            return;
        }
        paused = value;
        for (Member member : members.all()) {
            for (SlotTable.Slot slot : member.slots().all()) {
                if (slot.carries() != null) {
                    carry(member, slot);
                }
            }
        }
    }

    /** Refuses an offer that the room cannot accept, before any of it is applied. */
    void checkOffer(Member member, RemoteDescription offer, Map<String, String> mapping) {
        Set<String> mapped = new HashSet<>();
        for (Map.Entry<String, String> entry : mapping.entrySet()) {
            Publication publication = own(member, entry.getValue());
            MediaSection section = sectionOf(offer, entry.getKey());
            if (!section.remoteSends() || section.kind() != publication.kind()) {
                throw Refusal.bad(
                        "publications: mid \""
                                + entry.getKey()
                                + "\" does not send "
                                + publication.kind()
                                + ": make it sendonly or sendrecv of that kind");
            }
            if (!mapped.add(publication.id())) {
                throw Refusal.bad(
                        "publications: " + publication.id() + " is given to two mids: name one");
            }
            if (publication.mid() != null && !publication.mid().equals(entry.getKey())) {
                throw Refusal.bad(
                        "publications: "
                                + publication.id()
                                + " is sent on mid \""
                                + publication.mid()
                                + "\" already: unpublish it first");
            }
        }
    }

    /**
     * An offer was applied: its publications go live, its receive sections become slots. Others get
     * what is new, which costs as much whatever else there is.
     */
    void negotiated(Member member, RemoteDescription offer, Map<String, String> mapping) {
        List<Publication> fresh = new ArrayList<>();
        for (MediaSection section : offer.sections()) {
            if (section.remoteReceives()) {
                member.slots().add(section.mid(), section.kind());
            }
            String publicationId = mapping.get(section.mid());
            if (publicationId != null) {
                goLive(member, publicationId, section.mid(), fresh);
            }
        }
        if (!fresh.isEmpty()) {
            countVoices();
        }
        countOffered(member);
        fill(member);
        for (Member other : fresh.isEmpty() ? List.<Member>of() : members.all()) {
            fill(other, fresh);
        }
    }

    private static void countOffered(Member member) {
        member.sectionsOffered(
                member.slots().count(MediaKind.AUDIO), member.slots().count(MediaKind.VIDEO));
    }

    /** A transport of a member is gone: what is published over it ends, its slots go. */
    void disconnected(Member member, String prefix) {
        for (Publication publication : List.copyOf(member.publications().values())) {
            String mid = publication.mid();
            if (mid != null && mid.startsWith(prefix)) {
                remove(publication, true);
            }
        }
        member.slots().drop(prefix);
        countOffered(member);
        fill(member);
    }

    /** Ends everything that a member publishes; it is no member any more. */
    void leave(Member member) {
        voices.forget(member);
        for (Publication publication : List.copyOf(member.publications().values())) {
            remove(publication, false);
        }
    }

    /**
     * Gives every publication that a member wants a slot, and asks for more sections when they do
     * not suffice.
     */
    void fill(Member member) {
        fill(member, publications.values());
    }

    private void fill(Member member, Collection<Publication> some) {
        boolean missing = false;
        for (Publication publication : some) {
            if (wants(member, publication) && member.slots().carrying(publication) == null) {
                SlotTable.Slot slot = member.slots().take(publication);
                if (slot == null) {
                    missing |= mayGrow(member, publication.kind());
                } else {
                    bind(member, slot);
                }
            }
        }
        if (missing) {
            askForSections(member);
        }
    }

    private boolean mayGrow(Member member, MediaKind kind) {
        return kind == MediaKind.VIDEO
                ? member.wantedVideo() < limits.pairs()
                : member.wantedAudio() < limits.pairs() + limits.extraAudio();
    }

    private boolean wants(Member member, Publication publication) {
        return member.wants(publication) && voices.carries(publication);
    }

    /** These speak now, the loudest first: theirs are the voices that are carried. */
    void speaking(List<Member> speakers) {
        if (voices.speaking(speakers)) {
            carryVoices();
        }
    }

    private void countVoices() {
        if (voices.count(publications.values())) {
            carryVoices();
        }
    }

    /**
     * Takes the slots from voices that are not carried any more, and gives them to those that are.
     */
    private void carryVoices() {
        List<Publication> audible = new ArrayList<>();
        for (Publication publication : publications.values()) {
            if (!voices.carries(publication)) {
                for (Member member : members.all()) {
                    vacate(member, publication);
                }
            } else if (publication.kind() == MediaKind.AUDIO) {
                audible.add(publication);
            }
        }
        for (Member member : members.all()) {
            fill(member, audible);
        }
    }

    private void goLive(Member member, String publicationId, String mid, List<Publication> fresh) {
        Publication publication = member.publications().get(publicationId);
        if (publication != null && !publication.live()) {
            publication.goLive(mid);
            fresh.add(publication);
            member.sink().live(publication);
            members.toOthers(member, new RoomEvent.PublicationAdded(publication.info()));
            Quality quality = member.hidden() ? null : member.tellQuality();
            if (quality != null) {
                members.toOthers(member, new RoomEvent.QualityChanged(member.id(), quality));
            }
            server.accept(new ServerEvent.PublicationStarted(room, publication.info()));
        }
    }

    private void askForSections(Member member) {
        Set<String> groups = new HashSet<>();
        int audio = 0;
        for (Publication publication : publications.values()) {
            if (wants(member, publication)) {
                groups.add(publication.syncGroup());
                audio += publication.kind() == MediaKind.AUDIO ? 1 : 0;
            }
        }
        int pairs = Math.min(inSteps(groups.size()), limits.pairs());
        int wantedAudio = Math.max(pairs, Math.min(audio, limits.pairs() + limits.extraAudio()));
        int revision = member.want(wantedAudio, pairs);
        if (revision > 0) {
            member.sink()
                    .event(
                            new RoomEvent.SectionsWanted(
                                    revision, member.wantedAudio(), member.wantedVideo()));
        }
    }

    /** A large call's offers are long, so they are not made anew for each pair. */
    private static int inSteps(int pairs) {
        return pairs <= PAIRS_STEP ? pairs : (pairs + PAIRS_STEP - 1) / PAIRS_STEP * PAIRS_STEP;
    }

    private void remove(Publication publication, boolean againstItsWill) {
        Member publisher = publication.publisher();
        publisher.publications().remove(publication.id());
        publications.remove(publication.id());
        for (Member member : members.all()) {
            release(member, publication);
            member.forget(publication);
        }
        RoomEvent ended = new RoomEvent.PublicationRemoved(publication.id(), publisher.id());
        if (againstItsWill) {
            publisher.sink().event(ended);
        }
        if (publication.live()) {
            publisher.sink().ended(publication);
            members.toOthers(publisher, ended);
            countVoices();
            server.accept(new ServerEvent.PublicationEnded(room, publication.info()));
        }
    }

    /** Frees the slot that carries a publication; whoever waited for a slot gets it. */
    private void release(Member member, Publication publication) {
        if (vacate(member, publication)) {
            fill(member);
        }
    }

    private boolean vacate(Member member, Publication publication) {
        SlotTable.Slot slot = member.slots().free(publication);
        if (slot == null) {
            return false;
        }
        bind(member, slot);
        return true;
    }

    /** What it carries changes neither slot nor assignment, only whether anything flows. */
    private void rebind(Publication publication) {
        for (Member member : members.all()) {
            SlotTable.Slot slot = member.slots().carrying(publication);
            if (slot != null) {
                carry(member, slot);
            }
        }
    }

    private void bind(Member member, SlotTable.Slot slot) {
        carry(member, slot);
        Publication carries = slot.carries();
        member.sink()
                .event(new RoomEvent.SlotBound(slot.mid, carries == null ? null : carries.info()));
    }

    private void carry(Member member, SlotTable.Slot slot) {
        Publication publication = slot.carries();
        boolean flows = publication != null && !paused && !publication.held();
        member.sink().bind(slot.mid, flows ? publication : null);
    }

    private static Publication own(Member member, @Nullable String publicationId) {
        String id = publicationId == null ? "" : publicationId;
        Publication publication = member.publications().get(id);
        if (publication == null) {
            throw Refusal.notFound("publication", id);
        }
        return publication;
    }

    private static MediaSection sectionOf(RemoteDescription offer, String mid) {
        for (MediaSection section : offer.sections()) {
            if (section.mid().equals(mid)) {
                return section;
            }
        }
        throw Refusal.bad(
                "publications: the offer has no section with mid \""
                        + mid
                        + "\" that the server accepts");
    }
}

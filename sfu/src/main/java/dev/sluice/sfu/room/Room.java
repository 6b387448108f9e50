package dev.sluice.sfu.room;

import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.sfu.api.Action;
import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.api.ParticipantInfo;
import dev.sluice.sfu.api.ParticipantInfo.ConnectionState;
import dev.sluice.sfu.api.ParticipantInfo.Presence;
import dev.sluice.sfu.api.Quality;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.Role;
import dev.sluice.sfu.api.RoomCommand;
import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.sfu.api.RoomEvent.LeaveReason;
import dev.sluice.sfu.api.RoomInfo;
import dev.sluice.sfu.api.RoomReply;
import dev.sluice.sfu.api.RoomSettings;
import dev.sluice.sfu.api.ServerEvent;
import dev.sluice.sfu.api.SessionState;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.api.WaitingInfo;
import dev.sluice.sfu.negotiation.RemoteDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of one room: who gets in, who is in, and what they ask of it. Owned by the
 * room's loop; requests that are refused throw {@link RejectedException} and change nothing.
 */
public final class Room {

    /** More people than anybody looks at. */
    private static final int CROWD = 100;

    private final String id;
    private final String name;
    private final Supplier<String> ids;
    private final Consumer<ServerEvent> server;
    private final long createdAtMillis;
    private final Members members = new Members();
    private final TextLimits texts;
    private final Lobby lobby;
    private final Signals signals;
    private final Moderation moderation = new Moderation(this);
    private final Control control;
    private final RoomMedia media;
    private final Chat chat;
    private final Door door;
    private @Nullable Member dominant;

    /**
     * An empty room.
     *
     * @param bounds of what one of them can make it keep
     * @param ids makes ids that are unique on the server
     * @param server told what the embedder wants to know of every room
     */
    public Room(
            String name,
            RoomSettings settings,
            RoomLimits limits,
            Limits bounds,
            Supplier<String> ids,
            Consumer<ServerEvent> server,
            Moment now) {
        this.texts = new TextLimits(bounds);
        texts.require(settings);
        this.lobby = new Lobby(bounds.of(Limit.WAITING_PEOPLE));
        this.signals = new Signals(members, texts);
        this.id = ids.get();
        this.name = name;
        this.ids = ids;
        this.server = server;
        this.createdAtMillis = now.epochMillis();
        this.control = new Control(this, settings, texts, now);
        this.media = new RoomMedia(name, limits, ids, members, control::settings, server);
        this.chat = new Chat(members, ids, () -> control.settings().chat());
        this.door = new Door(members, lobby, control, limits);
        server.accept(new ServerEvent.RoomStarted(name, info()));
    }

    /** By which it is joined. */
    public String name() {
        return name;
    }

    /** Nobody is in and nobody waits. */
    public boolean isEmpty() {
        return members.size() == 0 && lobby.size() == 0;
    }

    /** Participants, hidden ones too. */
    public int size() {
        return members.size();
    }

    /** Where its session stands. */
    public SessionState state() {
        return control.state();
    }

    /** As others see it now. */
    public RoomInfo info() {
        RoomSettings settings = control.settings();
        return new RoomInfo(
                id,
                name,
                control.state(),
                settings.toBuilder().password(null).build(),
                settings.password() != null,
                control.locked(),
                control.recording(),
                members.visible(),
                lobby.size(),
                createdAtMillis,
                control.startedAtMillis(),
                floor());
    }

    /** Everybody that others see, in the order of joining. */
    public List<ParticipantInfo> participants() {
        List<ParticipantInfo> infos = new ArrayList<>();
        for (Member member : members.all()) {
            if (!member.hidden()) {
                infos.add(member.info());
            }
        }
        return infos;
    }

    /** Who waits, first come first. */
    public List<WaitingInfo> waiting() {
        return lobby.infos();
    }

    /** Who waits, if the member may know. */
    public List<WaitingInfo> waitingFor(Member member) {
        return Policy.permits(member, Action.MANAGE_WAITING_ROOM) ? waiting() : List.of();
    }

    /**
     * The member of an identity, if it is there; a join of the same identity should remove it
     * first.
     */
    public @Nullable Member memberOf(String identity) {
        return members.ofIdentity(identity);
    }

    /** The member of an id, if it is there. */
    public @Nullable Member member(String id) {
        return members.ofId(id);
    }

    /**
     * Decides whether somebody may come in now.
     *
     * @return false: it must wait, see {@link #await}
     * @throws RejectedException when it may not come at all
     */
    public boolean knock(JoinRequest request, Moment now) {
        texts.requireName("identity", request.identity());
        texts.requireName("name", request.name());
        var unused = texts.requireAttributes(request.attributes());
        return door.opens(request, now);
    }

    /** Keeps somebody waiting that {@link #knock} did not let in, and tells those who may admit. */
    public WaitingInfo await(JoinRequest request, WaitingSink sink, Moment now) {
        Lobby.Entry former = lobby.ofIdentity(request.identity());
        if (former != null) {
            withdraw(former.info().id());
            former.sink().refused(LeaveReason.REPLACED);
        }
        WaitingInfo info =
                new WaitingInfo(ids.get(), request.identity(), request.name(), now.epochMillis());
        lobby.add(new Lobby.Entry(info, request, sink));
        members.toThose(Action.MANAGE_WAITING_ROOM, new RoomEvent.WaitingJoined(info));
        return info;
    }

    /** Somebody waits no more of its own accord. Harmless when it does not wait. */
    public void withdraw(String waitingId) {
        if (lobby.take(waitingId) != null) {
            members.toThose(
                    Action.MANAGE_WAITING_ROOM, new RoomEvent.WaitingLeft(waitingId, false));
        }
    }

    /** Lets somebody in that {@link #knock} passed or that was admitted, and tells the others. */
    public Member join(JoinRequest request, MemberSink sink) {
        door.requireRoom();
        Member member = new Member(ids.get(), request, door.roleOf(request), sink);
        if (!member.hidden()) {
            members.toOthers(member, new RoomEvent.ParticipantJoined(member.info()));
        }
        members.add(member);
        chat.restore(member);
        server.accept(new ServerEvent.ParticipantEntered(name, member.info()));
        return member;
    }

    /** Binds what there is to receive; called once the member knows that it is in. */
    public void welcome(Member member) {
        media.fill(member);
    }

    /** Ends a membership: publications go, others are told, the member last. */
    public void leave(Member member, LeaveReason reason) {
        if (!members.contains(member)) {
            return;
        }
        members.remove(member);
        media.leave(member);
        signals.forget(member);
        if (!member.hidden()) {
            members.toOthers(member, new RoomEvent.ParticipantLeft(member.id(), reason));
        }
        member.sink().event(new RoomEvent.Left(reason));
        member.sink().left(reason);
        server.accept(new ServerEvent.ParticipantGone(name, member.info(), reason));
        if (control.state() != SessionState.ENDED) {
            succeed();
        }
    }

    /** Nobody runs the room any more: the first of those who may inherit does. */
    private void succeed() {
        if (door.hasRunner()) {
            return;
        }
        for (Member member : members.all()) {
            if (member.mayInherit()) {
                changeRole(member, Role.HOST);
                return;
            }
        }
    }

    /** Ends the session: everybody goes, nobody comes any more. Harmless when repeated. */
    public void end(LeaveReason reason) {
        if (!control.ended()) {
            return;
        }
        for (WaitingInfo waiting : lobby.infos()) {
            Lobby.Entry entry = lobby.take(waiting.id());
            if (entry != null) {
                entry.sink().refused(reason);
            }
        }
        for (Member member : List.copyOf(members.all())) {
            leave(member, reason);
        }
        server.accept(new ServerEvent.RoomEnded(name, info()));
    }

    /**
     * Does what a member asks.
     *
     * @param actor null: the administrator
     */
    public RoomReply apply(@Nullable Member actor, RoomCommand command, Moment now) {
        if (actor != null) {
            requireMember(actor);
        }
        if (command instanceof RoomCommand.Moderation c) {
            return moderation.apply(actor, c);
        }
        if (command instanceof RoomCommand.Control c) {
            return control.apply(actor, c, now);
        }
        if (command instanceof RoomCommand.Talk c) {
            return talk(actor, c, now);
        }
        if (command instanceof RoomCommand.Self c) {
            return signals.apply(requireSelf(actor), c, now);
        }
        throw new IllegalStateException("every command has a group: " + command);
    }

    private RoomReply talk(@Nullable Member actor, RoomCommand.Talk command, Moment now) {
        if (command instanceof RoomCommand.SendMessage c) {
            return chat.send(actor, c, now);
        }
        if (command instanceof RoomCommand.ReadMessages c) {
            return chat.read(actor, c);
        }
        if (command instanceof RoomCommand.DeleteMessage c) {
            String author = chat.authorOf(c.messageId());
            RoomReply reply = chat.delete(actor, c);
            if (actor == null || !actor.identity().equals(author)) {
                audit(actor, Action.DELETE_MESSAGES, author, c.messageId());
            }
            return reply;
        }
        Member self = requireSelf(actor);
        if (command instanceof RoomCommand.ReactToMessage c) {
            signals.limit(self, now);
            return chat.react(self, c);
        }
        if (command instanceof RoomCommand.Typing c) {
            return signals.typing(self, c, now);
        }
        if (command instanceof RoomCommand.React c) {
            return signals.react(self, c, now);
        }
        if (command instanceof RoomCommand.SendData c) {
            return signals.send(self, c, now);
        }
        throw new IllegalStateException("every command of talk is handled: " + command);
    }

    /** Reserves a publication; others hear of it once its section is negotiated. */
    public Publication publish(Member member, Source source, MediaKind kind) {
        requireMember(member);
        return media.publish(member, source, kind);
    }

    /** Ends a publication of that member. */
    public void unpublish(Member member, String publicationId) {
        requireMember(member);
        media.unpublish(member, publicationId);
    }

    /** Mutes a publication of that member, or unmutes it. */
    public void mute(Member member, String publicationId, boolean muted) {
        requireMember(member);
        media.mute(member, publicationId, muted);
    }

    /** Receives a publication, or no longer. */
    public void subscribe(Member member, String publicationId, boolean wanted) {
        requireMember(member);
        media.subscribe(member, publicationId, wanted);
    }

    /** A publication of somebody else; refused with NOT_FOUND when there is none of that id. */
    public Publication requireReceivable(Member member, String publicationId) {
        requireMember(member);
        return media.requireReceivable(member, publicationId);
    }

    /** Refuses an offer that the room cannot accept, before any of it is applied. */
    public void checkOffer(Member member, RemoteDescription offer, Map<String, String> mapping) {
        requireMember(member);
        media.checkOffer(member, offer, mapping);
    }

    /** An offer was applied: its publications go live, its receive sections become slots. */
    public void negotiated(Member member, RemoteDescription offer, Map<String, String> mapping) {
        if (members.contains(member)) {
            media.negotiated(member, offer, mapping);
        }
    }

    /**
     * A transport of a member is gone.
     *
     * @param prefix with which the names of its sections begin
     */
    public void disconnected(Member member, String prefix) {
        if (members.contains(member)) {
            media.disconnected(member, prefix);
        }
    }

    /** Refuses what somebody asks who has left. */
    public void requireIn(Member member) {
        requireMember(member);
    }

    /**
     * Tells everybody how good a member's call is; that of somebody in an audience, in a room with
     * more people than anybody looks at, to itself alone.
     */
    public void quality(Member member, Quality quality) {
        if (!members.contains(member)) {
            return;
        }
        RoomEvent event = new RoomEvent.QualityChanged(member.id(), quality);
        boolean unseen = members.size() > CROWD && member.publications().isEmpty();
        if (member.quality(quality, !member.hidden() && !unseen)) {
            members.toAll(event);
        } else {
            member.sink().event(event);
        }
    }

    /** The member's media path came or went. */
    public void connection(Member member, ConnectionState state) {
        if (members.contains(member) && member.connection(state) && !member.hidden()) {
            members.toOthers(member, new RoomEvent.ParticipantUpdated(member.info()));
        }
    }

    /** The member's client went out of touch, or came back. */
    public void presence(Member member, Presence presence) {
        if (members.contains(member) && member.presence(presence) && !member.hidden()) {
            members.toOthers(member, new RoomEvent.ParticipantUpdated(member.info()));
        }
    }

    /** Whether a publication is a member's microphone, and open. */
    public boolean voiceOf(Member member, String publicationId) {
        Publication publication = member.publications().get(publicationId);
        return publication != null
                && publication.source() == Source.MICROPHONE
                && !publication.info().muted();
    }

    /**
     * Tells everybody who speaks; those who are hidden are not named.
     *
     * @param speaking the loudest first
     * @param levels of the same
     * @param dominant who has the floor, null before anybody spoke
     */
    public void speaking(
            List<Member> speaking, List<RoomEvent.Speaker> levels, @Nullable Member dominant) {
        List<RoomEvent.Speaker> shown = new ArrayList<>();
        for (int i = 0; i < speaking.size(); i++) {
            if (members.contains(speaking.get(i)) && !speaking.get(i).hidden()) {
                shown.add(levels.get(i));
            }
        }
        this.dominant = dominant;
        members.toAll(new RoomEvent.SpeakersChanged(shown, floor()));
        media.speaking(speaking);
    }

    private @Nullable String floor() {
        Member speaker = dominant;
        return speaker != null && members.contains(speaker) && !speaker.hidden()
                ? speaker.id()
                : null;
    }

    // For the machines of this room.

    Members members() {
        return members;
    }

    Lobby lobby() {
        return lobby;
    }

    RoomMedia media() {
        return media;
    }

    /** Puts somebody out for good. */
    void remove(Member member) {
        lobby.forget(member.identity());
        if (member.access() == null) {
            door.ban(member.identity());
        }
        leave(member, LeaveReason.REMOVED);
    }

    void changeRole(Member member, Role role) {
        boolean sawTheLobby = Policy.permits(member, Action.MANAGE_WAITING_ROOM);
        member.role(role);
        members.updated(member);
        media.stopForbidden(member);
        if (!sawTheLobby) {
            for (WaitingInfo info : waitingFor(member)) {
                member.sink().event(new RoomEvent.WaitingJoined(info));
            }
        }
    }

    void muteChatter(Member member, boolean muted) {
        if (chat.mute(member, muted)) {
            members.updated(member);
        }
    }

    /** The room itself changed: everybody is told. */
    void changed() {
        RoomInfo info = info();
        members.toAll(new RoomEvent.RoomUpdated(info));
        server.accept(new ServerEvent.RoomChanged(name, info));
    }

    void settingsChanged() {
        chat.trim();
        for (Member member : members.all()) {
            media.stopForbidden(member);
        }
        admitThoseWhoNeedNotWait();
    }

    /** The reason to wait is gone for some. */
    void admitThoseWhoNeedNotWait() {
        for (WaitingInfo waiting : lobby.infos()) {
            Lobby.Entry entry = lobby.take(waiting.id());
            if (entry == null) {
                continue;
            }
            if (door.mustWait(entry.request())) {
                lobby.add(entry);
            } else {
                members.toThose(
                        Action.MANAGE_WAITING_ROOM,
                        new RoomEvent.WaitingLeft(entry.info().id(), true));
                entry.sink().admitted();
            }
        }
    }

    void audit(
            @Nullable Member actor,
            Action action,
            @Nullable String target,
            @Nullable String detail) {
        String who = actor == null ? "administrator" : actor.identity();
        server.accept(new ServerEvent.Moderated(name, who, action, target, detail));
    }

    private void requireMember(Member member) {
        if (!members.contains(member)) {
            throw Refusal.notFound("participant", member.id());
        }
    }

    private static Member requireSelf(@Nullable Member actor) {
        if (actor == null) {
            throw Refusal.bad("the administrator is no participant: only those can do that");
        }
        return actor;
    }
}

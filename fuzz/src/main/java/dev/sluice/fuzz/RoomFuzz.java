package dev.sluice.fuzz;

import dev.sluice.dtlssrtp.dtls.DtlsRole;
import dev.sluice.ice.agent.IceCredentials;
import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.api.ParticipantInfo;
import dev.sluice.sfu.api.PublicationInfo;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.Role;
import dev.sluice.sfu.api.RoomCommand;
import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.sfu.api.RoomEvent.LeaveReason;
import dev.sluice.sfu.api.RoomSettings;
import dev.sluice.sfu.api.RoomType;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.negotiation.MediaSection;
import dev.sluice.sfu.negotiation.NegotiatedCodec;
import dev.sluice.sfu.negotiation.RemoteDescription;
import dev.sluice.sfu.room.Member;
import dev.sluice.sfu.room.MemberSink;
import dev.sluice.sfu.room.Moment;
import dev.sluice.sfu.room.Publication;
import dev.sluice.sfu.room.Room;
import dev.sluice.sfu.room.RoomLimits;
import dev.sluice.sfu.room.WaitingSink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A room fed commands of up to eight people who come, publish, moderate, talk and go. A command is
 * obeyed or refused; nobody is bound to what has ended; a room that all left is empty.
 */
public final class RoomFuzz {

    private static final int MAX_STEPS = 300;
    private static final int MAX_PEOPLE = 8;
    private static final int MAX_EVENTS_PER_STEP = 100 * MAX_PEOPLE;

    private final Input input;
    private final Room room;
    private final List<Person> people = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();
    private long millis;
    private int events;

    private RoomFuzz(Input input) {
        this.input = input;
        int choice = input.uint8();
        RoomSettings settings =
                RoomSettings.DEFAULT.toBuilder()
                        .type(input.oneOf(RoomType.values()))
                        .waitingRoom((choice & 0x40) != 0)
                        .password((choice & 0x80) != 0 ? "secret" : null)
                        .build();
        room =
                new Room(
                        "r",
                        settings,
                        new RoomLimits(6, 3, 1, 2),
                        Limits.DEFAULT,
                        this::id,
                        e -> events++,
                        now());
    }

    public static void fuzzerTestOneInput(byte[] data) {
        RoomFuzz fuzz = new RoomFuzz(new Input(data));
        for (int i = 0; i < MAX_STEPS && !fuzz.input.isEmpty(); i++) {
            fuzz.events = 0;
            try {
                fuzz.step();
            } catch (RejectedException refused) {
                Check.that(refused.getMessage() != null, "a refusal without words");
            }
            Check.that(fuzz.events <= MAX_EVENTS_PER_STEP, fuzz.events + " events at once");
            fuzz.checkBindings();
        }
        fuzz.room.end(LeaveReason.ROOM_CLOSED);
        Check.that(fuzz.room.isEmpty(), "the room ended and is not empty");
    }

    private String id() {
        String id = "id" + ids.size();
        ids.add(id);
        return id;
    }

    private Moment now() {
        return new Moment(millis * 1_000_000L, 1_700_000_000_000L + millis);
    }

    private void step() {
        int what = input.uint8() % 12;
        if (what == 0) {
            come();
        } else if (what == 1) {
            millis += input.uint16();
        } else if (!people.isEmpty()) {
            Person actor = people.get(input.uint8() % people.size());
            Member member = actor.member;
            if (member != null) {
                act(what, actor, member);
            } else if (actor.waitingId != null) {
                room.withdraw(actor.waitingId);
            }
        }
    }

    private void act(int what, Person actor, Member member) {
        switch (what) {
            case 2 -> room.leave(member, LeaveReason.LEFT);
            case 3 -> {
                Source source = input.oneOf(Source.values());
                boolean audio = source == Source.MICROPHONE || source == Source.SCREEN_AUDIO;
                room.publish(member, source, audio ? MediaKind.AUDIO : MediaKind.VIDEO);
            }
            case 4 -> room.unpublish(member, someId());
            case 5 -> room.mute(member, someId(), (input.uint8() & 1) == 0);
            case 6 -> room.subscribe(member, someId(), (input.uint8() & 1) == 0);
            case 7 -> actor.negotiate(member);
            case 8 ->
                    room.connection(member, input.oneOf(ParticipantInfo.ConnectionState.values()));
            default -> {
                Member by = (input.uint8() & 15) == 15 ? null : member;
                room.apply(by, command(), now());
            }
        }
    }

    private void come() {
        int choice = input.uint8();
        Role role = choice < 0x80 ? null : input.oneOf(Role.values());
        JoinRequest request =
                JoinRequest.builder("who" + choice % MAX_PEOPLE, text())
                        .role(role)
                        .hostIfFirst((choice & 0x20) != 0)
                        .password((choice & 0x40) != 0 ? "secret" : null)
                        .canWait((choice & 0x10) != 0)
                        .build();
        Person person = new Person(request);
        if (room.knock(request, now())) {
            person.admitted();
        } else {
            person.waitingId = room.await(request, person, now()).id();
        }
        people.removeIf(p -> p.request.identity().equals(request.identity()));
        people.add(person);
    }

    private RoomCommand command() {
        return switch (input.uint8() % 24) {
            case 0 -> new RoomCommand.MuteOther(someId());
            case 1 -> new RoomCommand.AskToUnmute(someId());
            case 2 -> new RoomCommand.StopPublication(someId());
            case 3 -> new RoomCommand.Remove(someId());
            case 4 -> {
                Role role = input.oneOf(Role.values());
                yield new RoomCommand.SetRole(someId(), role);
            }
            case 5 -> new RoomCommand.LowerHand(someId());
            case 6 -> new RoomCommand.MuteChatter(someId(), flag());
            case 7 -> new RoomCommand.Admit(flag() ? null : someId());
            case 8 -> new RoomCommand.Refuse(flag() ? null : someId());
            case 9 -> new RoomCommand.Lock(flag());
            case 10 -> new RoomCommand.Start();
            case 11 -> new RoomCommand.Pause();
            case 12 -> new RoomCommand.Resume();
            case 13 -> new RoomCommand.SetRecording(flag());
            case 14 -> {
                int capacity = input.uint8();
                yield new RoomCommand.ChangeSettings(b -> b.capacity(capacity));
            }
            case 15 -> new RoomCommand.SetSlowMode(input.uint16());
            case 16 -> new RoomCommand.RaiseHand(flag());
            case 17 -> new RoomCommand.Describe(text(), Map.of(text(), text()));
            case 18 -> new RoomCommand.SendMessage(text(), flag() ? null : "who1");
            case 19 -> new RoomCommand.DeleteMessage(someId());
            case 20 -> new RoomCommand.ReactToMessage(someId(), text(), flag());
            case 21 -> new RoomCommand.ReadMessages(input.uint16(), input.uint8());
            case 22 -> new RoomCommand.SendData(List.of(), text(), input.bytes(input.uint8()));
            default -> new RoomCommand.React(text());
        };
    }

    private boolean flag() {
        return (input.uint8() & 1) != 0;
    }

    private String text() {
        return new String(input.bytes(input.uint8() & 31), StandardCharsets.UTF_8);
    }

    private String someId() {
        return ids.isEmpty() ? "" : ids.get(input.uint8() % ids.size());
    }

    private void checkBindings() {
        Set<String> there = new HashSet<>();
        for (ParticipantInfo participant : room.participants()) {
            for (PublicationInfo publication : participant.publications()) {
                there.add(publication.id());
            }
        }
        for (Person person : people) {
            for (Publication bound : person.bound.values()) {
                Check.that(there.contains(bound.id()), "bound to what has ended");
            }
        }
        Check.that(room.size() <= MAX_PEOPLE, room.size() + " people");
    }

    private final class Person implements MemberSink, WaitingSink {

        private final JoinRequest request;
        private final Map<String, Publication> bound = new HashMap<>();
        private @Nullable Member member;
        private @Nullable String waitingId;

        private Person(JoinRequest request) {
            this.request = request;
        }

        private void negotiate(Member self) {
            List<MediaSection> sections = new ArrayList<>();
            Map<String, String> mapping = new HashMap<>();
            int count = input.uint8() % 6;
            for (int i = 0; i < count; i++) {
                boolean sends = flag();
                MediaKind kind = flag() ? MediaKind.AUDIO : MediaKind.VIDEO;
                sections.add(section("m" + i, kind, sends));
                if (sends) {
                    mapping.put("m" + i, someId());
                }
            }
            RemoteDescription offer =
                    new RemoteDescription(
                            new IceCredentials("ufrag", "a-password-of-22-chars"),
                            List.of(),
                            DtlsRole.SERVER,
                            sections);
            room.checkOffer(self, offer, mapping);
            room.negotiated(self, offer, mapping);
        }

        @Override
        public void admitted() {
            Member former = room.memberOf(request.identity());
            if (former != null) {
                room.leave(former, LeaveReason.REPLACED);
            }
            member = room.join(request, this);
            waitingId = null;
            room.welcome(member);
        }

        @Override
        public void refused(LeaveReason reason) {
            waitingId = null;
        }

        @Override
        public void event(RoomEvent event) {
            events++;
        }

        @Override
        public void bind(String slotMid, @Nullable Publication publication) {
            if (publication == null) {
                bound.remove(slotMid);
            } else {
                bound.put(slotMid, publication);
            }
        }

        @Override
        public void live(Publication publication) {}

        @Override
        public void ended(Publication publication) {}

        @Override
        public void left(LeaveReason reason) {
            member = null;
            bound.clear();
        }
    }

    private static MediaSection section(String mid, MediaKind kind, boolean sends) {
        Codec codec = kind == MediaKind.AUDIO ? Codec.OPUS : Codec.VP8;
        NegotiatedCodec format =
                new NegotiatedCodec(
                        codec, 96, NegotiatedCodec.NO_RTX, "", true, true, true, true, false);
        return new MediaSection(
                mid, kind, sends, !sends, List.of(format), Map.of(), List.of(), List.of(), false);
    }
}

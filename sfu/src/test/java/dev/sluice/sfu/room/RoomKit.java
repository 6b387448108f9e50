package dev.sluice.sfu.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.dtlssrtp.dtls.DtlsRole;
import dev.sluice.ice.agent.IceCredentials;
import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.Role;
import dev.sluice.sfu.api.RoomCommand;
import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.sfu.api.RoomEvent.LeaveReason;
import dev.sluice.sfu.api.RoomReply;
import dev.sluice.sfu.api.RoomSettings;
import dev.sluice.sfu.api.ServerEvent;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.negotiation.MediaSection;
import dev.sluice.sfu.negotiation.NegotiatedCodec;
import dev.sluice.sfu.negotiation.RemoteDescription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A room with people in it, on a clock that the test sets. */
final class RoomKit {

    static final long START_MILLIS = 1_700_000_000_000L;

    final Room room;
    final List<ServerEvent> told = new ArrayList<>();
    private int nextId;
    private long elapsedMillis;

    RoomKit() {
        this(builder -> builder);
    }

    /** With room for so many. */
    RoomKit(int participants) {
        this(builder -> builder, participants);
    }

    RoomKit(UnaryOperator<RoomSettings.Builder> settings) {
        this(settings, 60);
    }

    private RoomKit(UnaryOperator<RoomSettings.Builder> settings, int participants) {
        room =
                new Room(
                        "r",
                        settings.apply(RoomSettings.DEFAULT.toBuilder()).build(),
                        new RoomLimits(participants, 25, 8, 60),
                        Limits.DEFAULT,
                        () -> "id" + nextId++,
                        told::add,
                        now());
    }

    Moment now() {
        return new Moment(elapsedMillis * 1_000_000L, START_MILLIS + elapsedMillis);
    }

    void elapse(long millis) {
        elapsedMillis += millis;
    }

    /** Somebody who joins, or waits. */
    final class Person implements MemberSink, WaitingSink {

        final JoinRequest request;
        final List<RoomEvent> events = new ArrayList<>();
        final Map<String, @Nullable Publication> bound = new HashMap<>();
        @Nullable Member member;
        @Nullable LeaveReason left;
        @Nullable String waitingId;

        Person(JoinRequest request) {
            this.request = request;
            if (room.knock(request, now())) {
                admitted();
            } else {
                waitingId = room.await(request, this, now()).id();
            }
        }

        @Override
        public void admitted() {
            Member former = room.memberOf(request.identity());
            if (former != null) {
                room.leave(former, LeaveReason.REPLACED);
            }
            member = room.join(request, this);
            room.welcome(member);
        }

        @Override
        public void refused(LeaveReason reason) {
            left = reason;
        }

        @Override
        public void event(RoomEvent event) {
            events.add(event);
        }

        @Override
        public void bind(String slotMid, @Nullable Publication publication) {
            bound.put(slotMid, publication);
        }

        @Override
        public void live(Publication publication) {}

        @Override
        public void ended(Publication publication) {}

        @Override
        public void left(LeaveReason reason) {
            left = reason;
        }

        boolean isIn() {
            return member != null && left == null;
        }

        Member in() {
            Member known = member;
            assertTrue(known != null && left == null, request.identity() + " is in");
            return known;
        }

        String id() {
            return in().id();
        }

        RoomReply does(RoomCommand command) {
            return room.apply(in(), command, now());
        }

        RejectedException refused(Code code, RoomCommand command) {
            RejectedException refusal =
                    assertThrows(RejectedException.class, () -> does(command), command.toString());
            assertEquals(code, refusal.code(), refusal.getMessage());
            return refusal;
        }

        /** Publishes a source, with one slot of each kind to receive on. */
        String publishes(Source source) {
            boolean audio = source == Source.MICROPHONE || source == Source.SCREEN_AUDIO;
            MediaKind kind = audio ? MediaKind.AUDIO : MediaKind.VIDEO;
            String id = room.publish(in(), source, kind).id();
            String mid = "pub-" + source;
            negotiate(Map.of(mid, id), section(mid, kind, true));
            return id;
        }

        /** Offers slots. */
        void receives(int pairs) {
            List<MediaSection> sections = new ArrayList<>();
            for (int i = 0; i < pairs; i++) {
                sections.add(section("ra" + i, MediaKind.AUDIO, false));
                sections.add(section("rv" + i, MediaKind.VIDEO, false));
            }
            negotiate(Map.of(), sections.toArray(MediaSection[]::new));
        }

        private void negotiate(Map<String, String> mapping, MediaSection... sections) {
            RemoteDescription offer =
                    new RemoteDescription(
                            new IceCredentials("ufrag", "a-password-of-22-chars"),
                            List.of(),
                            DtlsRole.SERVER,
                            List.of(sections));
            room.checkOffer(in(), offer, mapping);
            room.negotiated(in(), offer, mapping);
        }

        <T extends RoomEvent> List<T> heard(Class<T> type) {
            return events.stream().filter(type::isInstance).map(type::cast).toList();
        }

        <T extends RoomEvent> T last(Class<T> type) {
            List<T> all = heard(type);
            assertTrue(!all.isEmpty(), request.identity() + " heard of " + type.getSimpleName());
            return all.get(all.size() - 1);
        }
    }

    Person person(String identity, @Nullable Role role) {
        return person(JoinRequest.builder(identity, identity).role(role).canWait(true));
    }

    Person person(JoinRequest.Builder request) {
        return new Person(request.build());
    }

    RejectedException turnedAway(Code code, JoinRequest.Builder request) {
        RejectedException refusal = assertThrows(RejectedException.class, () -> person(request));
        assertEquals(code, refusal.code(), refusal.getMessage());
        return refusal;
    }

    <T extends ServerEvent> List<T> toldOf(Class<T> type) {
        return told.stream().filter(type::isInstance).map(type::cast).toList();
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

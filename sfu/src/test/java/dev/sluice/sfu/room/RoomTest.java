package dev.sluice.sfu.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.dtlssrtp.dtls.DtlsRole;
import dev.sluice.ice.agent.IceCredentials;
import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.api.ParticipantInfo.ConnectionState;
import dev.sluice.sfu.api.Permissions;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.sfu.api.RoomEvent.LeaveReason;
import dev.sluice.sfu.api.RoomSettings;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.negotiation.MediaSection;
import dev.sluice.sfu.negotiation.NegotiatedCodec;
import dev.sluice.sfu.negotiation.RemoteDescription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RoomTest {

    private static final Moment NOW = new Moment(0, 1_700_000_000_000L);

    private int nextId;
    private final Room room =
            new Room(
                    "r",
                    RoomSettings.DEFAULT,
                    new RoomLimits(60, 25, 8, 60),
                    Limits.DEFAULT,
                    () -> "id" + nextId++,
                    event -> {},
                    NOW);

    /**
     * A client as the protocol asks for one: it offers the sections that it is asked for, and
     * follows the bindings.
     */
    private final class Client implements MemberSink {

        final Member member;
        final List<RoomEvent> events = new ArrayList<>();
        final Map<String, @Nullable Publication> bound = new HashMap<>();
        final List<Publication> live = new ArrayList<>();
        int audioSections;
        int videoSections;
        RoomEvent.@Nullable SectionsWanted wanted;

        Client(String identity) {
            this(identity, Permissions.ALL, true);
        }

        Client(String identity, Permissions permissions, boolean autoSubscribe) {
            JoinRequest request = new JoinRequest(identity, identity, permissions, autoSubscribe);
            assertTrue(room.knock(request, NOW));
            member = room.join(request, this);
            room.welcome(member);
        }

        @Override
        public void event(RoomEvent event) {
            events.add(event);
            if (event instanceof RoomEvent.SectionsWanted sections) {
                wanted = sections;
            }
        }

        @Override
        public void bind(String slotMid, @Nullable Publication publication) {
            bound.put(slotMid, publication);
        }

        @Override
        public void live(Publication publication) {
            live.add(publication);
        }

        @Override
        public void ended(Publication publication) {
            assertTrue(live.remove(publication));
        }

        @Override
        public void left(LeaveReason reason) {}

        String publish(Source source, MediaKind kind) {
            String id = room.publish(member, source, kind).id();
            offer(Map.of("pub-" + source, id), section("pub-" + source, kind, true));
            return id;
        }

        void camera() {
            String audio = room.publish(member, Source.MICROPHONE, MediaKind.AUDIO).id();
            String video = room.publish(member, Source.CAMERA, MediaKind.VIDEO).id();
            offer(
                    Map.of("a", audio, "v", video),
                    section("a", MediaKind.AUDIO, true),
                    section("v", MediaKind.VIDEO, true));
        }

        void followSections() {
            while (wanted != null) {
                audioSections = wanted.audio();
                videoSections = wanted.video();
                wanted = null;
                offer(Map.of());
            }
        }

        void offer(Map<String, String> mapping, MediaSection... sending) {
            List<MediaSection> sections = new ArrayList<>(List.of(sending));
            for (int i = 0; i < audioSections; i++) {
                sections.add(section("ra" + i, MediaKind.AUDIO, false));
            }
            for (int i = 0; i < videoSections; i++) {
                sections.add(section("rv" + i, MediaKind.VIDEO, false));
            }
            RemoteDescription offer =
                    new RemoteDescription(
                            new IceCredentials("ufrag", "a-password-of-22-chars"),
                            List.of(),
                            DtlsRole.SERVER,
                            sections);
            room.checkOffer(member, offer, mapping);
            room.negotiated(member, offer, mapping);
        }

        List<String> carried() {
            List<String> names = new ArrayList<>();
            bound.forEach((mid, publication) -> {
                if (publication != null) {
                    names.add(publication.publisher().identity() + "/" + publication.source());
                }
            });
            names.sort(null);
            return names;
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

    @Test
    void shouldTellBothSidesAndBindWhatIsPublished() {
        Client alice = new Client("alice");
        alice.camera();
        Client bob = new Client("bob");
        bob.followSections();

        assertEquals(List.of("alice/CAMERA", "alice/MICROPHONE"), bob.carried());
        assertTrue(alice.events.get(0) instanceof RoomEvent.ParticipantJoined);
        assertEquals(2, room.participants().get(0).publications().size());

        bob.camera();
        alice.followSections();
        assertEquals(List.of("bob/CAMERA", "bob/MICROPHONE"), alice.carried());
    }

    @Test
    void shouldPairCameraAndMicrophoneOfOneParticipant() {
        Client viewer = new Client("viewer");
        for (int i = 0; i < 6; i++) {
            new Client("p" + i).camera();
            viewer.followSections();
        }
        for (int i = 0; i < 6; i++) {
            Publication audio = viewer.bound.get("ra" + i);
            Publication video = viewer.bound.get("rv" + i);
            assertEquals(audio.publisher(), video.publisher());
        }
    }

    @Test
    void shouldAskForManyPairsInStepsOfFive() {
        Client viewer = new Client("viewer");
        List<Integer> asked = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            new Client("p" + i).camera();
            if (viewer.wanted != null && !asked.contains(viewer.wanted.video())) {
                asked.add(viewer.wanted.video());
            }
            viewer.followSections();
            assertTrue(viewer.carried().size() >= 2 * Math.min(i + 1, 25), "all that fits");
        }
        assertEquals(List.of(1, 2, 3, 4, 5, 10, 15, 20, 25), asked);
    }

    @Test
    void shouldPutTheScreenIntoAPairOfItsOwn() {
        Client alice = new Client("alice");
        alice.camera();
        Client bob = new Client("bob");
        bob.followSections();
        alice.publish(Source.SCREEN, MediaKind.VIDEO);
        bob.followSections();

        assertEquals(List.of("alice/CAMERA", "alice/MICROPHONE", "alice/SCREEN"), bob.carried());
        assertEquals(2, bob.videoSections);
        room.unpublish(alice.member, alice.live.get(2).id());
        assertEquals(List.of("alice/CAMERA", "alice/MICROPHONE"), bob.carried());
        assertEquals(2, alice.live.size());
    }

    @Test
    void shouldNeverWantMoreSectionsThanThePeakNeeded() {
        Random random = new Random(7);
        Client viewer = new Client("viewer");
        List<Client> there = new ArrayList<>();
        int peak = 0;
        for (int i = 0; i < 100; i++) {
            if (there.size() == 7 || (!there.isEmpty() && random.nextInt(3) == 0)) {
                Client gone = there.remove(random.nextInt(there.size()));
                room.leave(gone.member, LeaveReason.LEFT);
            }
            Client next = new Client("p" + i);
            next.camera();
            there.add(next);
            peak = Math.max(peak, there.size());
            viewer.followSections();
            assertEquals(2 * there.size(), viewer.carried().size(), "after join " + i);
        }
        assertEquals(7, peak);
        assertEquals(10, viewer.audioSections, "rounded up to fives");
        assertEquals(10, viewer.videoSections);
    }

    @Test
    void shouldReuseAFreedSlotWithoutAnOffer() {
        Client viewer = new Client("viewer");
        Client first = new Client("first");
        first.camera();
        viewer.followSections();
        room.leave(first.member, LeaveReason.LEFT);
        assertTrue(viewer.carried().isEmpty());

        Client second = new Client("second");
        second.camera();
        assertNull(viewer.wanted);
        assertEquals(List.of("second/CAMERA", "second/MICROPHONE"), viewer.carried());
    }

    @Test
    void shouldBoundTheSectionsOfALargeRoom() {
        Client viewer = new Client("viewer");
        for (int i = 0; i < 50; i++) {
            new Client("p" + i).camera();
            viewer.followSections();
        }
        assertEquals(25, viewer.videoSections);
        assertEquals(33, viewer.audioSections);
        assertEquals(58, viewer.carried().size());
    }

    @Test
    void shouldFollowSubscriptions() {
        Client alice = new Client("alice");
        alice.camera();
        Client chooser = new Client("chooser", Permissions.ALL, false);
        assertNull(chooser.wanted);
        room.subscribe(chooser.member, alice.live.get(0).id(), true);
        chooser.followSections();
        assertEquals(List.of("alice/MICROPHONE"), chooser.carried());
        room.subscribe(chooser.member, alice.live.get(0).id(), false);
        assertTrue(chooser.carried().isEmpty());
    }

    @Test
    void shouldSayWhoHasTheFloor() {
        Client alice = new Client("alice");
        assertNull(room.info().dominantId());
        room.speaking(List.of(), List.of(), alice.member);
        assertEquals(alice.member.id(), room.info().dominantId());
        assertTrue(
                alice.events.contains(new RoomEvent.SpeakersChanged(List.of(), alice.member.id())));
        room.leave(alice.member, LeaveReason.LEFT);
        assertNull(room.info().dominantId());
    }

    @Test
    void shouldTellOfMuteOnce() {
        Client alice = new Client("alice");
        alice.camera();
        Client bob = new Client("bob");
        int before = bob.events.size();
        room.mute(alice.member, alice.live.get(0).id(), true);
        room.mute(alice.member, alice.live.get(0).id(), true);
        assertEquals(before + 1, bob.events.size());
        assertTrue(((RoomEvent.PublicationUpdated) bob.events.get(before)).publication().muted());
    }

    @Test
    void shouldRefuseWhatIsNotPermitted() {
        Client viewer =
                new Client("viewer", new Permissions(Set.of(Source.MICROPHONE), false), true);
        Client alice = new Client("alice");
        alice.camera();

        assertNull(viewer.wanted);
        assertCode(
                Code.FORBIDDEN, () -> room.publish(viewer.member, Source.CAMERA, MediaKind.VIDEO));
        assertCode(
                Code.FORBIDDEN, () -> room.subscribe(viewer.member, alice.live.get(0).id(), true));
        assertCode(
                Code.BAD_REQUEST,
                () -> room.publish(viewer.member, Source.MICROPHONE, MediaKind.VIDEO));
        assertCode(Code.CONFLICT, () -> room.publish(alice.member, Source.CAMERA, MediaKind.VIDEO));
        assertCode(Code.NOT_FOUND, () -> room.unpublish(viewer.member, alice.live.get(0).id()));
        assertCode(
                Code.NOT_FOUND, () -> room.subscribe(alice.member, alice.live.get(0).id(), true));
    }

    @Test
    void shouldRefuseAnOfferWhoseMappingDoesNotFit() {
        Client alice = new Client("alice");
        String audio = room.publish(alice.member, Source.MICROPHONE, MediaKind.AUDIO).id();
        assertCode(
                Code.BAD_REQUEST,
                () -> alice.offer(Map.of("v", audio), section("v", MediaKind.VIDEO, true)));
        assertCode(
                Code.BAD_REQUEST,
                () -> alice.offer(Map.of("x", audio), section("v", MediaKind.AUDIO, true)));
        assertCode(
                Code.NOT_FOUND,
                () -> alice.offer(Map.of("a", "nobody"), section("a", MediaKind.AUDIO, true)));
        assertTrue(alice.live.isEmpty());
    }

    @Test
    void shouldForgetALeaverWholly() {
        Client alice = new Client("alice");
        alice.camera();
        Client bob = new Client("bob");
        bob.followSections();
        room.connection(alice.member, ConnectionState.CONNECTED);
        room.leave(alice.member, LeaveReason.LEFT);
        room.leave(alice.member, LeaveReason.LEFT);

        assertTrue(alice.live.isEmpty());
        assertTrue(alice.events.get(alice.events.size() - 1) instanceof RoomEvent.Left);
        assertEquals(1, room.size());
        assertFalse(room.isEmpty());
        assertNull(room.memberOf("alice"));
        assertTrue(bob.events.get(bob.events.size() - 1) instanceof RoomEvent.ParticipantLeft);
        assertCode(
                Code.NOT_FOUND, () -> room.publish(alice.member, Source.SCREEN, MediaKind.VIDEO));
    }

    @Test
    void shouldRefuseTheOneTooMany() {
        for (int i = 0; i < 60; i++) {
            new Client("p" + i, Permissions.ALL, false);
        }
        assertCode(Code.LIMIT, () -> new Client("late"));
        assertCode(Code.BAD_REQUEST, () -> new Client("x".repeat(257)));
    }

    private static void assertCode(Code code, Runnable request) {
        assertEquals(code, assertThrows(RejectedException.class, request::run).code());
    }
}

package dev.sluice.signaling.kit;

import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.Joined;
import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.api.MediaServer;
import dev.sluice.sfu.api.ParticipantInfo;
import dev.sluice.sfu.api.PublicationInfo;
import dev.sluice.sfu.api.RoomCommand;
import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.sfu.api.RoomEvent.LeaveReason;
import dev.sluice.sfu.api.RoomInfo;
import dev.sluice.sfu.api.RoomReply;
import dev.sluice.sfu.api.RoomSettings;
import dev.sluice.sfu.api.ServerEvent;
import dev.sluice.sfu.api.SessionState;
import dev.sluice.sfu.api.WaitingInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Rooms without media, by the rules of the API. One thread does everything; tests look at it and
 * steer it through {@link #call}.
 */
public final class FakeMediaServer implements MediaServer {

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Map<String, List<FakeParticipant>> rooms = new TreeMap<>();
    private final Map<String, String> dominants = new TreeMap<>();
    private final Set<Listening> listenings = ConcurrentHashMap.newKeySet();
    private int nextId;

    /** While false, negotiations wait. */
    boolean negotiates = true;

    /** What it tells signalling of its limits; to be set before that starts. */
    public Limits limits = Limits.DEFAULT;

    @Override
    public Limits limits() {
        return limits;
    }

    /** Runs on the server's thread and waits for the result. */
    public <T> T call(Function<FakeMediaServer, T> action) {
        return CompletableFuture.supplyAsync(() -> action.apply(this), thread)
                .orTimeout(5, TimeUnit.SECONDS)
                .join();
    }

    /** Answers nothing until the latch is counted down. */
    public CountDownLatch standStill() {
        CountDownLatch goOn = new CountDownLatch(1);
        thread.execute(() -> {
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return goOn;
    }

    /** Lets negotiations wait, or go on. */
    public void negotiates(boolean goesOn) {
        call(server -> {
            server.negotiates = goesOn;
            if (goesOn) {
                rooms.values().forEach(room -> room.forEach(FakeParticipant::goOn));
            }
            return goesOn;
        });
    }

    /** The participant of that identity in any room; fails when there is none. */
    public FakeParticipant participant(String identity) {
        return call(server ->
                server.rooms.values().stream()
                        .flatMap(List::stream)
                        .filter(p -> p.identity().equals(identity))
                        .findFirst()
                        .orElseThrow());
    }

    /** How many are in all rooms. */
    public int population() {
        return call(server -> server.rooms.values().stream().mapToInt(List::size).sum());
    }

    /** Tells a participant something. */
    public void emit(FakeParticipant participant, RoomEvent event) {
        call(server -> {
            participant.events.accept(event);
            return event;
        });
    }

    /** Somebody becomes the dominant speaker; null: nobody is. */
    public void dominates(String room, @Nullable FakeParticipant speaker) {
        call(server -> {
            String id = speaker == null ? null : speaker.id();
            server.dominants.put(room, id);
            RoomEvent event = new RoomEvent.SpeakersChanged(List.of(), id);
            server.rooms.getOrDefault(room, List.of()).forEach(each -> each.events.accept(event));
            return event;
        });
    }

    @Override
    public CompletionStage<Joined> join(
            String room, JoinRequest request, Consumer<RoomEvent> events) {
        return CompletableFuture.supplyAsync(() -> joinNow(room, request, events), thread);
    }

    private Joined joinNow(String room, JoinRequest request, Consumer<RoomEvent> events) {
        List<FakeParticipant> members = rooms.computeIfAbsent(room, name -> new ArrayList<>());
        for (FakeParticipant member : List.copyOf(members)) {
            if (member.identity().equals(request.identity())) {
                remove(member, LeaveReason.REPLACED);
            }
        }
        List<ParticipantInfo> others = members.stream().map(FakeParticipant::info).toList();
        FakeParticipant me = new FakeParticipant(this, "pa_" + ++nextId, room, request, events);
        tellOthers(me, new RoomEvent.ParticipantJoined(me.info()));
        members.add(me);
        return new Joined(me, me.info(), others, roomInfo(room), List.of());
    }

    @Override
    public CompletionStage<List<ParticipantInfo>> participants(String room) {
        return CompletableFuture.supplyAsync(
                () ->
                        rooms.getOrDefault(room, List.of()).stream()
                                .map(FakeParticipant::info)
                                .toList(),
                thread);
    }

    private RoomInfo roomInfo(String room) {
        return new RoomInfo(
                "ro_" + room,
                room,
                SessionState.IN_PROGRESS,
                RoomSettings.DEFAULT,
                false,
                false,
                false,
                rooms.getOrDefault(room, List.of()).size(),
                0,
                0,
                0,
                dominants.get(room));
    }

    @Override
    public CompletionStage<RoomInfo> room(String room) {
        return CompletableFuture.supplyAsync(() -> roomInfo(room), thread);
    }

    @Override
    public CompletionStage<List<RoomInfo>> rooms() {
        return CompletableFuture.supplyAsync(
                () -> rooms.keySet().stream().map(this::roomInfo).toList(), thread);
    }

    @Override
    public CompletionStage<Void> withdraw(String room, String waitingId) {
        return notHere();
    }

    @Override
    public CompletionStage<RoomInfo> createRoom(String room, RoomSettings settings) {
        return notHere();
    }

    @Override
    public CompletionStage<List<WaitingInfo>> waiting(String room) {
        return notHere();
    }

    @Override
    public CompletionStage<RoomReply> command(String room, RoomCommand command) {
        return notHere();
    }

    @Override
    public void revoke(JoinRequest.Access access) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Listening listen(Consumer<ServerEvent> listener) {
        // Nothing that its tests ask for is told so.
        Listening listening =
                new Listening() {
                    @Override
                    public void close() {
                        listenings.remove(this);
                    }
                };
        listenings.add(listening);
        return listening;
    }

    /** How many listen now. */
    public int listeners() {
        return listenings.size();
    }

    static <T> CompletionStage<T> notHere() {
        return CompletableFuture.failedFuture(new UnsupportedOperationException());
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    ExecutorService thread() {
        return thread;
    }

    String newId(String prefix) {
        return prefix + ++nextId;
    }

    void tellOthers(FakeParticipant about, RoomEvent event) {
        for (FakeParticipant member : rooms.getOrDefault(about.roomName(), List.of())) {
            if (member != about) {
                member.events.accept(event);
            }
        }
    }

    boolean isThere(FakeParticipant participant) {
        return rooms.getOrDefault(participant.roomName(), List.of()).contains(participant);
    }

    void remove(FakeParticipant participant, LeaveReason reason) {
        if (isThere(participant)) {
            tellOthers(participant, new RoomEvent.ParticipantLeft(participant.id(), reason));
            rooms.get(participant.roomName()).remove(participant);
            participant.events.accept(new RoomEvent.Left(reason));
        }
    }

    /** The publication of that id of somebody else in the same room, or null. */
    PublicationInfo publicationOfOthers(FakeParticipant asking, String id) {
        return rooms.getOrDefault(asking.roomName(), List.of()).stream()
                .filter(p -> p != asking)
                .flatMap(p -> p.publications.values().stream())
                .filter(p -> p.id().equals(id))
                .findFirst()
                .orElse(null);
    }
}

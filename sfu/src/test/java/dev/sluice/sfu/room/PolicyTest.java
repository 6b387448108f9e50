package dev.sluice.sfu.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.api.Action;
import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.Permissions;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.Role;
import dev.sluice.sfu.api.RoomCommand;
import dev.sluice.sfu.api.RoomSettings;
import dev.sluice.sfu.api.RoomType;
import dev.sluice.sfu.api.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class PolicyTest {

    /** The columns of the table in docs/ROLES.md. */
    private static final List<Role> COLUMNS =
            List.of(Role.HOST, Role.CO_HOST, Role.MODERATOR, Role.PARTICIPANT, Role.VIEWER);

    @Test
    void shouldDoWhatTheDocumentSaysForEveryRoleAndAction() throws IOException {
        Map<Action, List<Boolean>> table = documented();
        assertEquals(EnumSet.allOf(Action.class), table.keySet());
        table.forEach((action, row) -> {
            for (int i = 0; i < COLUMNS.size(); i++) {
                assertEquals(
                        row.get(i),
                        Policy.permits(COLUMNS.get(i), action),
                        COLUMNS.get(i) + " " + action);
            }
        });
    }

    private static Map<Action, List<Boolean>> documented() throws IOException {
        Path page = Path.of(System.getProperty("basedir", "")).resolve("../docs/ROLES.md");
        Map<Action, List<Boolean>> table = new EnumMap<>(Action.class);
        for (String line : Files.readAllLines(page)) {
            String[] cells = line.split("\\|");
            if (line.startsWith("| `") && cells.length == 7) {
                String name = cells[1].substring(2, cells[1].indexOf('`', 2));
                List<Boolean> row =
                        List.of(cells[2], cells[3], cells[4], cells[5], cells[6]).stream()
                                .map(cell -> cell.trim().equals("yes"))
                                .toList();
                table.put(Action.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')), row);
            }
        }
        return table;
    }

    /**
     * Every command, as somebody of every role gives it in a room: it passes or is refused just as
     * the table says.
     */
    @Test
    void shouldHoldEveryCommandAgainstTheTable() {
        for (Role role : Role.values()) {
            for (Map.Entry<Action, List<BiFunction<RoomKit, Subject, RoomCommand>>> entry :
                    COMMANDS.entrySet()) {
                for (BiFunction<RoomKit, Subject, RoomCommand> make : entry.getValue()) {
                    check(role, entry.getKey(), make);
                }
            }
        }
    }

    private static void check(
            Role role, Action action, BiFunction<RoomKit, Subject, RoomCommand> make) {
        boolean scheduled = action == Action.CONTROL_SESSION;
        RoomKit kit =
                new RoomKit(settings ->
                        settings.startsAtMillis(scheduled ? RoomKit.START_MILLIS + 1_000 : 0)
                                .waitingRoom(true));
        Subject subject = new Subject(kit);
        RoomKit.Person actor = kit.person("actor", role);
        if (!actor.isIn()) {
            kit.room.apply(null, new RoomCommand.Admit(actor.waitingId), kit.now());
        }
        RoomCommand command = make.apply(kit, subject);
        String what = role + " " + command;
        if (Policy.permits(role, action)) {
            actor.does(command);
        } else {
            RejectedException refusal =
                    assertThrows(RejectedException.class, () -> actor.does(command), what);
            assertEquals(Code.FORBIDDEN, refusal.code(), what);
        }
    }

    /** Whom the commands are about: a viewer who writes, a microphone, somebody who waits. */
    private static final class Subject {

        final RoomKit.Person viewer;
        final RoomKit.Person publisher;
        final String microphone;
        final String message;
        final String waiting;

        Subject(RoomKit kit) {
            viewer = admitted(kit, kit.person("viewer", Role.VIEWER));
            publisher = admitted(kit, kit.person("publisher", Role.PARTICIPANT));
            microphone = publisher.publishes(Source.MICROPHONE);
            publisher.member.role(Role.VIEWER); // below every actor but its equals
            message =
                    ((dev.sluice.sfu.api.RoomReply.Sent)
                                    viewer.does(new RoomCommand.SendMessage("hello", null)))
                            .message()
                            .id();
            waiting = kit.person("waiting", Role.VIEWER).waitingId;
        }

        private static RoomKit.Person admitted(RoomKit kit, RoomKit.Person person) {
            kit.room.apply(null, new RoomCommand.Admit(person.waitingId), kit.now());
            return person;
        }
    }

    private static final Map<Action, List<BiFunction<RoomKit, Subject, RoomCommand>>> COMMANDS =
            Map.ofEntries(
                    Map.entry(
                            Action.CHAT,
                            List.of(
                                    (kit, s) -> new RoomCommand.SendMessage("hi", null),
                                    (kit, s) -> new RoomCommand.Typing(true))),
                    Map.entry(
                            Action.REACT,
                            List.of(
                                    (kit, s) -> new RoomCommand.React("heart"),
                                    (kit, s) ->
                                            new RoomCommand.ReactToMessage(
                                                    s.message, "like", true))),
                    Map.entry(
                            Action.SEND_DATA,
                            List.of((kit, s) ->
                                    new RoomCommand.SendData(List.of(), "t", new byte[3]))),
                    Map.entry(
                            Action.RAISE_HAND,
                            List.of((kit, s) -> new RoomCommand.RaiseHand(true))),
                    Map.entry(
                            Action.DESCRIBE_SELF,
                            List.of(
                                    (kit, s) -> new RoomCommand.Describe("new", null),
                                    (kit, s) -> new RoomCommand.ConsentToRecording(true))),
                    Map.entry(
                            Action.MUTE_OTHERS,
                            List.of((kit, s) -> new RoomCommand.MuteOther(s.microphone))),
                    Map.entry(
                            Action.ASK_TO_UNMUTE,
                            List.of((kit, s) -> new RoomCommand.AskToUnmute(s.microphone))),
                    Map.entry(
                            Action.STOP_PUBLICATION,
                            List.of((kit, s) -> new RoomCommand.StopPublication(s.microphone))),
                    Map.entry(
                            Action.LOWER_HANDS,
                            List.of((kit, s) -> new RoomCommand.LowerHand(s.viewer.id()))),
                    Map.entry(
                            Action.REMOVE,
                            List.of((kit, s) -> new RoomCommand.Remove(s.viewer.id()))),
                    Map.entry(
                            Action.MANAGE_WAITING_ROOM,
                            List.of(
                                    (kit, s) -> new RoomCommand.Admit(s.waiting),
                                    (kit, s) -> new RoomCommand.Refuse(s.waiting),
                                    (kit, s) -> new RoomCommand.Admit(null))),
                    Map.entry(
                            Action.MUTE_CHATTER,
                            List.of((kit, s) -> new RoomCommand.MuteChatter(s.viewer.id(), true))),
                    Map.entry(
                            Action.DELETE_MESSAGES,
                            List.of((kit, s) -> new RoomCommand.DeleteMessage(s.message))),
                    Map.entry(
                            Action.SET_SLOW_MODE,
                            List.of((kit, s) -> new RoomCommand.SetSlowMode(5))),
                    Map.entry(
                            Action.SET_ROLE,
                            List.of((kit, s) ->
                                    new RoomCommand.SetRole(s.viewer.id(), Role.PARTICIPANT))),
                    Map.entry(Action.LOCK, List.of((kit, s) -> new RoomCommand.Lock(true))),
                    Map.entry(
                            Action.CHANGE_SETTINGS,
                            List.of((kit, s) -> new RoomCommand.ChangeSettings(b -> b))),
                    Map.entry(Action.CONTROL_SESSION, List.of((kit, s) -> new RoomCommand.Start())),
                    Map.entry(
                            Action.RECORD, List.of((kit, s) -> new RoomCommand.SetRecording(true))),
                    Map.entry(Action.END_FOR_ALL, List.of((kit, s) -> new RoomCommand.End())));

    /** Publishing and subscribing are no commands; all other actions have one. */
    @Test
    void shouldHaveACommandForEveryActionBesideMedia() {
        Set<Action> media = EnumSet.of(Action.PUBLISH, Action.SHARE_SCREEN, Action.SUBSCRIBE);
        assertEquals(
                EnumSet.complementOf(EnumSet.copyOf(media)), EnumSet.copyOf(COMMANDS.keySet()));
    }

    @Test
    void shouldLetNobodyActOnEqualsAndSuperiors() {
        for (Role actor : Role.values()) {
            for (Role target : Role.values()) {
                RoomKit kit = new RoomKit();
                RoomKit.Person one = kit.person("one", actor);
                RoomKit.Person other = kit.person("other", target);
                boolean may = Policy.permits(actor, Action.REMOVE) && actor.compareTo(target) > 0;
                RoomCommand remove = new RoomCommand.Remove(other.id());
                if (may) {
                    one.does(remove);
                    assertTrue(!other.isIn(), actor + " " + target);
                } else {
                    one.refused(Code.FORBIDDEN, remove);
                }
            }
        }
    }

    @Test
    void shouldLetEachGiveOnlyRolesBelowTheOwnAndAHostAny() {
        for (Role actor : Role.values()) {
            for (Role given : Role.values()) {
                RoomKit kit = new RoomKit();
                RoomKit.Person one = kit.person("one", actor);
                RoomKit.Person other = kit.person("other", Role.VIEWER);
                boolean may =
                        actor == Role.HOST || (actor == Role.CO_HOST && given.compareTo(actor) < 0);
                RoomCommand promote = new RoomCommand.SetRole(other.id(), given);
                if (may) {
                    one.does(promote);
                    assertEquals(given, other.in().role());
                } else {
                    one.refused(Code.FORBIDDEN, promote);
                }
            }
        }
    }

    @Test
    void shouldLetEverybodyStepDownAndNobodyUp() {
        RoomKit kit = new RoomKit();
        RoomKit.Person moderator = kit.person("m", Role.MODERATOR);
        moderator.refused(Code.FORBIDDEN, new RoomCommand.SetRole(moderator.id(), Role.MODERATOR));
        moderator.refused(Code.FORBIDDEN, new RoomCommand.SetRole(moderator.id(), Role.HOST));
        moderator.does(new RoomCommand.SetRole(moderator.id(), Role.VIEWER));
        assertEquals(Role.VIEWER, moderator.in().role());
    }

    /** For each role, type and source, and sharing on and off. */
    @Test
    void shouldDecideAboutEverySource() {
        for (Role role : Role.values()) {
            for (RoomType type : RoomType.values()) {
                for (boolean sharing : new boolean[] {true, false}) {
                    RoomSettings settings =
                            RoomSettings.DEFAULT.toBuilder().type(type).sharing(sharing).build();
                    Member member = new RoomKit().person("p", role).in();
                    for (Source source : Source.values()) {
                        boolean screen = source == Source.SCREEN || source == Source.SCREEN_AUDIO;
                        boolean may =
                                role != Role.VIEWER
                                        && (type != RoomType.VOICE || source == Source.MICROPHONE)
                                        && (type != RoomType.SCREEN_SHARE
                                                || source != Source.CAMERA)
                                        && (!screen
                                                || sharing
                                                || role == Role.HOST
                                                || role == Role.CO_HOST);
                        assertEquals(
                                may,
                                Policy.refusedSource(member, source, settings) == null,
                                role + " " + type + " " + source + " sharing=" + sharing);
                    }
                }
            }
        }
    }

    @Test
    void shouldNarrowTheRoleByTheGrants() {
        RoomKit kit = new RoomKit();
        Permissions microphoneOnly =
                new Permissions(Set.of(Source.MICROPHONE), false, false, false);
        Member host =
                kit.person(
                                JoinRequest.builder("h", "h")
                                        .role(Role.HOST)
                                        .permissions(microphoneOnly))
                        .in();
        assertTrue(Policy.permits(host, Action.REMOVE));
        assertTrue(!Policy.permits(host, Action.SUBSCRIBE));
        assertTrue(!Policy.permits(host, Action.SEND_DATA));
        assertEquals(
                Code.FORBIDDEN,
                Policy.refusedSource(host, Source.CAMERA, RoomSettings.DEFAULT).code());

        Permissions hidden = new Permissions(Set.of(Source.values()), true, true, true);
        Member ghost =
                kit.person(JoinRequest.builder("g", "g").role(Role.HOST).permissions(hidden)).in();
        for (Action shown :
                List.of(
                        Action.PUBLISH,
                        Action.SHARE_SCREEN,
                        Action.CHAT,
                        Action.REACT,
                        Action.RAISE_HAND)) {
            assertTrue(!Policy.permits(ghost, shown), shown.name());
        }
        assertTrue(Policy.permits(ghost, Action.SUBSCRIBE));
    }

    @Test
    void shouldLetTheAdministratorDoEverything() {
        for (Action action : Action.values()) {
            assertTrue(Policy.permits((Member) null, action));
        }
    }
}

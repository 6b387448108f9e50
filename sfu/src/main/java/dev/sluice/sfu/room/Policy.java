package dev.sluice.sfu.room;

import dev.sluice.sfu.api.Action;
import dev.sluice.sfu.api.Permissions;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.Role;
import dev.sluice.sfu.api.RoomSettings;
import dev.sluice.sfu.api.Source;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one place where it is decided who may do what: the role must allow it, the grants must, and
 * the room's settings must. Nobody acts on an equal or a superior. An actor that is null is the
 * administrator, who may do everything.
 */
public final class Policy {

    private static final Set<Action> WATCHING =
            EnumSet.of(
                    Action.SUBSCRIBE,
                    Action.CHAT,
                    Action.REACT,
                    Action.RAISE_HAND,
                    Action.DESCRIBE_SELF);

    private static final Set<Action> TAKING_PART =
            EnumSet.of(Action.PUBLISH, Action.SHARE_SCREEN, Action.SEND_DATA);

    private static final Set<Action> KEEPING_ORDER =
            EnumSet.of(
                    Action.MUTE_OTHERS,
                    Action.ASK_TO_UNMUTE,
                    Action.STOP_PUBLICATION,
                    Action.LOWER_HANDS,
                    Action.REMOVE,
                    Action.MANAGE_WAITING_ROOM,
                    Action.MUTE_CHATTER,
                    Action.DELETE_MESSAGES,
                    Action.SET_SLOW_MODE);

    private static final Set<Action> RUNNING =
            EnumSet.of(
                    Action.SET_ROLE,
                    Action.LOCK,
                    Action.CHANGE_SETTINGS,
                    Action.CONTROL_SESSION,
                    Action.RECORD);

    /** What a hidden participant would show itself by. */
    private static final Set<Action> VISIBLE =
            EnumSet.of(
                    Action.PUBLISH,
                    Action.SHARE_SCREEN,
                    Action.CHAT,
                    Action.REACT,
                    Action.RAISE_HAND);

    private static final Map<Role, Set<Action>> TABLE = table();

    private Policy() {}

    private static Map<Role, Set<Action>> table() {
        Map<Role, Set<Action>> table = new EnumMap<>(Role.class);
        Set<Action> allowed = EnumSet.copyOf(WATCHING);
        table.put(Role.VIEWER, EnumSet.copyOf(allowed));
        allowed.addAll(TAKING_PART);
        table.put(Role.PARTICIPANT, EnumSet.copyOf(allowed));
        allowed.addAll(KEEPING_ORDER);
        table.put(Role.MODERATOR, EnumSet.copyOf(allowed));
        allowed.addAll(RUNNING);
        table.put(Role.CO_HOST, EnumSet.copyOf(allowed));
        allowed.add(Action.END_FOR_ALL);
        table.put(Role.HOST, EnumSet.copyOf(allowed));
        return table;
    }

    /** Whether a role allows an action at all. */
    public static boolean permits(Role role, Action action) {
        Set<Action> allowed = TABLE.get(role);
        return allowed != null && allowed.contains(action);
    }

    /** Whether role and grants allow an action. */
    static boolean permits(@Nullable Member actor, Action action) {
        return actor == null
                || (permits(actor.role(), action)
                        && granted(actor.permissions(), action)
                        && !(action == Action.CHAT && actor.chatMuted()));
    }

    private static boolean granted(Permissions grants, Action action) {
        if (grants.hidden() && VISIBLE.contains(action)) {
            return false;
        }
        return switch (action) {
            case SUBSCRIBE -> grants.subscribe();
            case SEND_DATA -> grants.data();
            default -> true;
        };
    }

    /** Refuses with FORBIDDEN what {@link #permits} does not allow. */
    static void require(@Nullable Member actor, Action action) {
        if (actor == null || permits(actor, action)) {
            return;
        }
        if (action == Action.CHAT && actor.chatMuted()) {
            throw Refusal.forbidden("the chat was taken from you: ask whoever keeps order here");
        }
        throw permits(actor.role(), action)
                ? Refusal.forbidden(
                        words(action) + " is not permitted: ask for a token that grants it")
                : Refusal.forbidden(
                        words(action)
                                + " is not for a "
                                + words(actor.role())
                                + ": ask somebody who runs the room");
    }

    /** {@link #require}, on somebody else who must be below the actor. */
    static void requireOver(@Nullable Member actor, Action action, Member target) {
        require(actor, action);
        if (actor != null && !actor.role().outranks(target.role())) {
            throw Refusal.forbidden(
                    words(action)
                            + ": a "
                            + words(actor.role())
                            + " cannot do that to a "
                            + words(target.role()));
        }
    }

    /** A host gives any role, others only those below their own; and only to those below. */
    static void requireGranting(@Nullable Member actor, Member target, Role role) {
        boolean steppingDown = actor == target && target.role().outranks(role);
        if (steppingDown) {
            return;
        }
        requireOver(actor, Action.SET_ROLE, target);
        if (actor != null && actor.role() != Role.HOST && !actor.role().outranks(role)) {
            throw Refusal.forbidden(
                    "a " + words(actor.role()) + " cannot make anybody a " + words(role));
        }
    }

    /** Why a member may not publish a source now, null if it may. */
    static @Nullable RejectedException refusedSource(
            Member member, Source source, RoomSettings settings) {
        boolean screen = source == Source.SCREEN || source == Source.SCREEN_AUDIO;
        try {
            require(member, screen ? Action.SHARE_SCREEN : Action.PUBLISH);
        } catch (RejectedException e) {
            return e;
        }
        if (!member.permissions().publish().contains(source)) {
            return Refusal.forbidden(
                    "publishing source "
                            + source
                            + " is not permitted: ask for a token that grants it");
        }
        if (!settings.type().takes(source)) {
            return Refusal.forbidden(
                    "source " + source + " is not for a room of type " + settings.type());
        }
        if (screen && !settings.sharing() && !runs(member.role())) {
            return Refusal.forbidden(
                    "sharing screens is off in this room: ask somebody who runs it");
        }
        return null;
    }

    /** Who runs a room gets in when others do not, and shares when others may not. */
    static boolean runs(Role role) {
        return !Role.CO_HOST.outranks(role);
    }

    /** Who keeps order waits for nobody. */
    static boolean keepsOrder(Role role) {
        return !Role.MODERATOR.outranks(role);
    }

    private static String words(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

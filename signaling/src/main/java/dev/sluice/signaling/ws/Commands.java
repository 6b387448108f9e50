package dev.sluice.signaling.ws;

import static java.util.Map.entry;

import dev.sluice.sfu.api.Role;
import dev.sluice.sfu.api.RoomCommand;
import dev.sluice.sfu.api.RoomReply;
import dev.sluice.signaling.auth.RoleNames;
import dev.sluice.signaling.json.Fields;
import dev.sluice.signaling.json.Json;
import dev.sluice.signaling.json.SettingsPatch;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Requests that are commands to the room. */
final class Commands {

    private static final int MAX_DATA_BYTES = 64 * 1024;
    private static final int DEFAULT_MESSAGES = 50;

    private static final Map<String, Function<Fields, RoomCommand>> BY_TYPE =
            Map.ofEntries(
                    entry("mute-other", f -> new RoomCommand.MuteOther(f.text("publication"))),
                    entry("ask-unmute", f -> new RoomCommand.AskToUnmute(f.text("publication"))),
                    entry(
                            "stop-publication",
                            f -> new RoomCommand.StopPublication(f.text("publication"))),
                    entry("remove", f -> new RoomCommand.Remove(f.text("participant"))),
                    entry("set-role", f -> new RoomCommand.SetRole(f.text("participant"), role(f))),
                    entry("lower-hand", f -> new RoomCommand.LowerHand(f.text("participant"))),
                    entry(
                            "mute-chatter",
                            f ->
                                    new RoomCommand.MuteChatter(
                                            f.text("participant"), f.flag("muted"))),
                    entry("admit", f -> new RoomCommand.Admit(f.optionalText("waiting"))),
                    entry("refuse", f -> new RoomCommand.Refuse(f.optionalText("waiting"))),
                    entry("lock", f -> new RoomCommand.Lock(f.flag("locked"))),
                    entry("start-session", f -> new RoomCommand.Start()),
                    entry("pause-session", f -> new RoomCommand.Pause()),
                    entry("resume-session", f -> new RoomCommand.Resume()),
                    entry("end-session", f -> new RoomCommand.End()),
                    entry("record", f -> new RoomCommand.SetRecording(f.flag("recording"))),
                    entry(
                            "slow-mode",
                            f -> new RoomCommand.SetSlowMode(f.optionalInt("seconds", 0))),
                    entry(
                            "settings",
                            f ->
                                    new RoomCommand.ChangeSettings(
                                            SettingsPatch.read(f.object("settings")))),
                    entry("hand", f -> new RoomCommand.RaiseHand(f.flag("raised"))),
                    entry("describe", Commands::describe),
                    entry("consent", f -> new RoomCommand.ConsentToRecording(f.flag("recording"))),
                    entry(
                            "chat",
                            f -> new RoomCommand.SendMessage(f.text("text"), f.optionalText("to"))),
                    entry("delete-message", f -> new RoomCommand.DeleteMessage(f.text("message"))),
                    entry(
                            "react-message",
                            f ->
                                    new RoomCommand.ReactToMessage(
                                            f.text("message"), f.text("emoji"), f.flag("on"))),
                    entry("messages", Commands::messages),
                    entry("typing", f -> new RoomCommand.Typing(f.flag("typing"))),
                    entry("react", f -> new RoomCommand.React(f.text("emoji"))),
                    entry("data", Commands::data));

    static final Set<String> TYPES = BY_TYPE.keySet();

    private Commands() {}

    /** The command that a request asks for; null when its type is none. */
    static @Nullable RoomCommand parse(String type, Fields fields) {
        Function<Fields, RoomCommand> reader = BY_TYPE.get(type);
        return reader == null ? null : reader.apply(fields);
    }

    /** What stands in the reply. */
    static ObjectNode reply(RoomReply reply) {
        ObjectNode json = Json.object();
        if (reply instanceof RoomReply.Sent sent) {
            json.set("message", Json.message(sent.message()));
        } else if (reply instanceof RoomReply.Messages read) {
            ArrayNode messages = json.putArray("messages");
            read.messages().forEach(message -> messages.add(Json.message(message)));
            json.put("more", read.more());
        }
        return json;
    }

    private static Role role(Fields fields) {
        Role role = RoleNames.parse(fields.text("role"));
        if (role == null) {
            throw Fields.bad("role: give host, co-host, moderator, participant or viewer.");
        }
        return role;
    }

    private static RoomCommand describe(Fields fields) {
        return new RoomCommand.Describe(
                fields.optionalText("name"),
                fields.has("attributes") ? fields.texts("attributes") : null);
    }

    private static RoomCommand messages(Fields fields) {
        return new RoomCommand.ReadMessages(
                fields.has("before") ? fields.number("before") : 0,
                fields.optionalInt("count", DEFAULT_MESSAGES));
    }

    private static RoomCommand data(Fields fields) {
        String topic = fields.optionalText("topic");
        return new RoomCommand.SendData(
                fields.list("to"),
                topic == null ? "" : topic,
                fields.bytes("payload", MAX_DATA_BYTES));
    }
}

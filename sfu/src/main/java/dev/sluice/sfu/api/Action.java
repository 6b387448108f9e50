package dev.sluice.sfu.api;

/** What somebody may want to do in a room. {@code docs/ROLES.md} says which role may do what. */
public enum Action {
    /** Publish a microphone or a camera. */
    PUBLISH,
    /** Publish a screen or its sound. */
    SHARE_SCREEN,
    /** Receive publications of others. */
    SUBSCRIBE,
    /** Write messages, delete own ones, tell of typing. */
    CHAT,
    /** React, to a message or to what goes on. */
    REACT,
    /** Send application data. */
    SEND_DATA,
    RAISE_HAND,
    /** Change the own name and attributes, consent to being recorded. */
    DESCRIBE_SELF,
    /** Silence or darken a publication of somebody else. */
    MUTE_OTHERS,
    ASK_TO_UNMUTE,
    /** End a publication of somebody else, such as a screen share. */
    STOP_PUBLICATION,
    LOWER_HANDS,
    REMOVE,
    /** See who waits, admit and refuse. */
    MANAGE_WAITING_ROOM,
    /** Take the chat from somebody, or give it back. */
    MUTE_CHATTER,
    /** Delete a message of somebody else. */
    DELETE_MESSAGES,
    SET_SLOW_MODE,
    /** Give a role below the own one; a host gives any. */
    SET_ROLE,
    LOCK,
    CHANGE_SETTINGS,
    /** Start, pause and resume. */
    CONTROL_SESSION,
    /** Say that the room is being recorded. */
    RECORD,
    END_FOR_ALL
}

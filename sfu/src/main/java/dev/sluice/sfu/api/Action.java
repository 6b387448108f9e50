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
    /** Raise and lower the own hand. */
    RAISE_HAND,
    /** Change the own name and attributes, consent to being recorded. */
    DESCRIBE_SELF,
    /** Silence or darken a publication of somebody else. */
    MUTE_OTHERS,
    /** Ask somebody to unmute a publication; nobody is unmuted by others. */
    ASK_TO_UNMUTE,
    /** End a publication of somebody else, such as a screen share. */
    STOP_PUBLICATION,
    /** Lower the hand of somebody else. */
    LOWER_HANDS,
    /** Put somebody out. */
    REMOVE,
    /** See who waits, admit and refuse. */
    MANAGE_WAITING_ROOM,
    /** Take the chat from somebody, or give it back. */
    MUTE_CHATTER,
    /** Delete a message of somebody else. */
    DELETE_MESSAGES,
    /** Set the time between two chat messages of one participant. */
    SET_SLOW_MODE,
    /** Give a role below the own one; a host gives any. */
    SET_ROLE,
    /** Let nobody new in, or again. */
    LOCK,
    /** Change the room's settings. */
    CHANGE_SETTINGS,
    /** Start, pause and resume. */
    CONTROL_SESSION,
    /** Say that the room is being recorded. */
    RECORD,
    /** End the session for everybody. */
    END_FOR_ALL
}

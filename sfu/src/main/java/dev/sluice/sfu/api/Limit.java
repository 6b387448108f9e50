package dev.sluice.sfu.api;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Bounds what one peer, room or caller can make a server do or keep. Each has a default that is far
 * above what calls need; docs/SECURITY.md says what becomes of what is beyond, and which metric
 * counts it. {@link Limits} has the values.
 */
public enum Limit {
    /** Of a WebSocket message, in bytes. */
    MESSAGE_BYTES(1 << 20, 1 << 16, 1 << 26, "A WebSocket message."),
    /** Of all that comes over a WebSocket before its join, in bytes. */
    STRANGER_BYTES(1 << 16, 1 << 14, 1 << 20, "All that comes over a WebSocket before its join."),
    /** Of the body of an HTTP request, in bytes. */
    BODY_BYTES(1 << 19, 1 << 12, 1 << 26, "The body of an HTTP request."),
    /** Of an offer or answer, in characters. */
    SDP_CHARACTERS(1 << 19, 1 << 12, 1 << 19, "An offer or answer."),
    /** Sections of an offer. */
    SDP_SECTIONS(128, 64, 128, "Sections of an offer."),

    /** Handshake message of DTLS, in bytes. */
    HANDSHAKE_MESSAGE_BYTES(1 << 15, 1 << 11, 1 << 18, "One message of a DTLS handshake."),
    /** Fragments of a handshake message. */
    HANDSHAKE_FRAGMENTS(64, 4, 4_096, "Fragments of such a message."),
    /** All messages of a handshake, in bytes. */
    HANDSHAKE_BYTES(1 << 16, 1 << 12, 1 << 20, "All messages of a DTLS handshake."),
    /** Datagrams of a handshake that wait. */
    HANDSHAKE_DATAGRAMS(64, 8, 1_024, "Datagrams of one handshake that wait for its thread."),
    /** Time for a handshake, in milliseconds. */
    HANDSHAKE_MILLIS(10_000, 500, 60_000, "How long a DTLS handshake may take."),
    /** Addresses of one peer. */
    PEER_ADDRESSES(16, 2, 1_024, "Addresses of one peer that are remembered."),
    /** SRTP contexts of one peer. */
    SRTP_CONTEXTS(256, 8, 4_096, "SRTP contexts of one peer, of RTP and of RTCP each."),
    /** Streams of one peer. */
    PEER_STREAMS(128, 8, 4_096, "Streams of one peer, by SSRC."),
    /** Sections on which one peer sends. */
    PEER_SECTIONS(128, 2, 128, "Sections on which one peer sends."),
    /** TCP connections without an authenticated check. */
    TCP_NEWCOMERS(1_024, 1, 1_000_000, "Media connections over TCP before their first check."),
    /** The same of one address. */
    TCP_NEWCOMERS_PER_ADDRESS(128, 1, 1_000_000, "Those of one address."),
    /** How long they may stay so, in milliseconds. */
    TCP_NEWCOMER_MILLIS(5_000, 100, 600_000, "How long they may take for it."),
    /** What waits in a TCP connection, in bytes. */
    TCP_QUEUE_BYTES(1 << 16, 1 << 12, 1 << 20, "Media that waits for one TCP connection."),
    /** How long pictures wait there, in milliseconds. */
    TCP_QUEUE_VIDEO_MILLIS(200, 10, 60_000, "How long pictures wait there."),
    /** How long sound waits there, in milliseconds. */
    TCP_QUEUE_SOUND_MILLIS(1_000, 10, 60_000, "How long sound waits there."),
    /** Batches between two loops. */
    LOOP_BATCHES(32, 4, 4_096, "Batches of 64 packets on their way from one loop to another."),
    /** Packets in a pacer. */
    PACER_PACKETS(2_048, 32, 65_536, "Packets that wait in the pacer of one peer."),
    /** A standstill after which media is stale, in milliseconds. */
    STALE_MILLIS(1_000, 100, 60_000, "A standstill of the server after which media is stale."),
    /** Resends of one packet. */
    RESENDS(3, 1, 16, "How often one packet is sent again."),
    /** Packets kept to be sent again. */
    RESEND_PACKETS(
            2_048,
            64,
            2_048,
            "Packets kept to be sent again, by publication and loop; down to a power of two."),
    /** Their bytes. */
    RESEND_BYTES(1 << 22, 1 << 14, 1 << 22, "Their bytes; down to a power of two."),
    /** Numbers asked for again. */
    NACK_NUMBERS(1_000, 16, 10_000, "Packets that a publisher is asked for again at once."),
    /** Times that each is asked for. */
    NACK_TRIES(8, 1, 32, "How often it is asked for each."),
    /** Time between keyframe requests, in milliseconds. */
    KEYFRAME_REQUEST_MILLIS(500, 500, 10_000, "Time between keyframe requests to an encoding."),
    /** Silence of a disconnected peer, in milliseconds. */
    DISCONNECTED_MILLIS(7_000, 1_000, 600_000, "Silence after which a peer is disconnected."),
    /** Silence of a peer that is gone, in milliseconds. */
    REMOVED_MILLIS(33_000, 1_000, 3_600_000, "Silence after which it is removed."),

    /** Requests of one socket at once. */
    SOCKET_REQUESTS(64, 1, 10_000, "Requests of one WebSocket that wait for their answer."),
    /** What waits for one socket, in bytes. */
    SOCKET_QUEUE_BYTES(1 << 20, 1 << 18, 1 << 28, "What waits for one WebSocket to read it."),
    /** How long it waits, in seconds. */
    SOCKET_QUEUE_SECONDS(9, 1, 20, "How long that may wait."),
    /** Messages kept for a client that comes back. */
    RESUME_MESSAGES(1_024, 1, 100_000, "Messages kept for a client that comes back."),
    /** Their characters. */
    RESUME_CHARACTERS(1 << 19, 1 << 10, 1 << 26, "Their characters."),
    /** How long they are kept, in seconds. */
    RESUME_SECONDS(120, 60, 300, "How long they are kept; a client may be away for 30 s."),
    /** Of names of rooms and people, in characters. */
    NAME_CHARACTERS(256, 32, 256, "A name of a room or a person, and an identity."),
    /** Of the metadata of a room, in characters. */
    METADATA_CHARACTERS(1 << 16, 0, 1 << 16, "The metadata of a room."),
    /** Attributes of a room or a person. */
    ATTRIBUTES(64, 0, 64, "Attributes of a room or a person."),
    /** Of an attribute's name, in characters. */
    ATTRIBUTE_NAME_CHARACTERS(128, 1, 128, "The name of an attribute."),
    /** Of an attribute's value, in characters. */
    ATTRIBUTE_CHARACTERS(4_096, 0, 4_096, "The value of an attribute."),
    /** Of all attributes, in characters. */
    ATTRIBUTES_CHARACTERS(1 << 16, 0, 1 << 16, "All attributes of a room or a person."),
    /** Hands, reactions and the like of one person in ten seconds. */
    SIGNALS(60, 1, 10_000, "Hands, reactions and the like of one person in ten seconds."),
    /** Messages of data of one person in a second. */
    DATA_MESSAGES(100, 1, 10_000, "Messages of data of one person in a second."),
    /** Bytes of data of one person in a second. */
    DATA_BYTES(1 << 18, 1 << 15, 1 << 26, "Bytes of data of one person in a second, twice in one."),
    /** Connections of one participant. */
    CONNECTIONS(8, 1, 64, "Connections of one participant."),
    /** People in a waiting room. */
    WAITING_PEOPLE(1_000, 0, 100_000, "People in a waiting room."),
    /** Calls at once. */
    CALLS(10_000, 0, 1_000_000, "Calls at once that ring or go on."),
    /** Calls of one caller in a minute. */
    CALLS_A_MINUTE(10, 1, 1_000, "Calls of one caller in a minute."),
    /** Events that a listener has not taken. */
    LISTENER_EVENTS(
            16_384,
            1_024,
            1_000_000,
            "Events that wait for a listener of an embedder's; a participant's is put out then."),
    /** Webhook deliveries that wait. */
    WEBHOOK_DELIVERIES(10_000, 1, 1_000_000, "Deliveries that wait for one webhook."),
    /** How long they wait, in seconds. */
    WEBHOOK_SECONDS(3_600, 1, 604_800, "How long they wait.");

    private final long usual;
    private final long lowest;
    private final long highest;
    private final String help;

    Limit(long usual, long lowest, long highest, String help) {
        this.usual = usual;
        this.lowest = lowest;
        this.highest = highest;
        this.help = help;
    }

    /** Its name as people write it, which ends with the unit where there is one. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Its value where none is set.
     *
     * @return in the unit that ends {@link #key}; without one, a count
     */
    public long usual() {
        return usual;
    }

    /**
     * The least that it can be.
     *
     * @return in the unit that ends {@link #key}; without one, a count
     */
    public long lowest() {
        return lowest;
    }

    /**
     * The most that it can be.
     *
     * @return in the unit that ends {@link #key}; without one, a count
     */
    public long highest() {
        return highest;
    }

    /** What it bounds, in a sentence. */
    public String help() {
        return help;
    }

    /** A value of a limit of time, in nanoseconds. */
    long nanos(long value) {
        if (name().endsWith("_MILLIS")) {
            return TimeUnit.MILLISECONDS.toNanos(value);
        }
        if (name().endsWith("_SECONDS")) {
            return TimeUnit.SECONDS.toNanos(value);
        }
        throw new IllegalArgumentException(key() + " is no time");
    }
}

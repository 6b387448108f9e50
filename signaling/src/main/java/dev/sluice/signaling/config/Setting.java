package dev.sluice.signaling.config;

import java.util.Locale;

/** Every setting: its name in the file, its help, and its default as a user would write it. */
public enum Setting {
    HTTP_PORT(
            "http-port",
            "PORT",
            "7880",
            Shape.ONE,
            "TCP port of the page, the signalling, WHIP and WHEP. 0 takes any free one."),
    HTTP_ADDRESS(
            "http-address",
            "ADDRESS",
            "",
            Shape.ONE,
            "Local address that HTTP listens on. Without it: this machine only while no key is set,"
                    + " all addresses otherwise."),
    UDP_PORT(
            "udp-port",
            "PORT",
            "7882",
            Shape.ONE,
            "UDP port of the media, one for everybody. 0 takes any free one."),
    TCP_PORT(
            "tcp-port",
            "PORT",
            "",
            Shape.ONE,
            "TCP port of the media, for clients whose network lets no UDP through. Media comes to"
                    + " http-port too. Without it 7881, or any free one when udp-port is 0."),
    ADVERTISE(
            "advertise",
            "HOST[:PORT[/tcp]]",
            "",
            Shape.LIST,
            "Address that clients reach the media at, when it is not one of this machine's own (NAT,"
                    + " containers): a host for every media port there, host:port for UDP and"
                    + " host:port/tcp for TCP when ports are mapped. With 127.0.0.1 alone media stays on"
                    + " this machine. Repeatable."),
    STUN(
            "stun",
            "HOST:PORT",
            "",
            Shape.ONE,
            "STUN server to ask at the start for the address that this machine has in public; it is"
                    + " offered beside the machine's own."),
    TURN_URL(
            "turn-url",
            "URL",
            "",
            Shape.LIST,
            "TURN server for clients that reach neither UDP nor TCP here, such as"
                    + " turn:turn.example.org:3478?transport=udp. They get credentials that end by"
                    + " themselves. Repeatable."),
    TURN_SECRET(
            "turn-secret",
            "SECRET",
            "",
            Shape.ONE,
            "The TURN server's static-auth-secret, at least 16 characters. Rather use the"
                    + " environment or the file: other users see flags."),
    TURN_SECRET_FILE(
            "turn-secret-file",
            "FILE",
            "",
            Shape.ONE,
            "File whose first line is that secret; read anew when it changes."),
    TURN_VALIDITY("turn-validity", "TIME", "12h", Shape.ONE, "How long TURN credentials hold."),
    KEY(
            "key",
            "ID:SECRET",
            "",
            Shape.LIST,
            "Key that signs tokens (HS256), the secret at least 32 bytes. With a key, everyone needs a"
                    + " token to join; see 'sluice token --help'. Repeatable. Rather use the"
                    + " environment or the file: other users see flags."),
    PUBLIC_KEY(
            "public-key",
            "FILE",
            "",
            Shape.LIST,
            "PEM file with a public key whose private key signs tokens elsewhere: RSA of 2048 bits or"
                    + " more (RS256), or EC on P-256 (ES256). As with a key, everyone then needs a"
                    + " token. Repeatable."),
    WEBHOOK(
            "webhook",
            "URL",
            "",
            Shape.LIST,
            "Where to POST what happens in rooms and calls; see docs/ADMIN-API.md. Repeatable. Needs"
                    + " webhook-secret."),
    WEBHOOK_SECRET(
            "webhook-secret",
            "SECRET",
            "",
            Shape.ONE,
            "Signs webhooks; at least 32 bytes. Rather use the environment or the file: other users"
                    + " see flags."),
    ADMIN_TOKEN(
            "admin-token",
            "SECRET",
            "",
            Shape.ONE,
            "What operators send as 'Authorization: Bearer SECRET' to use /api/v1 and see /metrics; at"
                    + " least 16 characters. Without it everybody may while no key is set, and nobody"
                    + " otherwise. Rather use the environment or the file: other users see flags."),
    TLS_CERT(
            "tls-cert",
            "FILE",
            "",
            Shape.ONE,
            "PEM file with the certificate and its chain: HTTPS instead of HTTP. Browsers give the"
                    + " camera to HTTPS pages and to localhost only."),
    TLS_KEY("tls-key", "FILE", "", Shape.ONE, "PEM file with the certificate's private key."),
    LAN(
            "lan",
            "",
            "false",
            Shape.SWITCH,
            "For calls in the same network at once: makes a self-signed certificate and a key, listens"
                    + " on all addresses, prints an invite link."),
    ALLOWED_ORIGIN(
            "allowed-origin",
            "ORIGIN",
            "",
            Shape.LIST,
            "Web page that may use this server beside its own page and those on localhost, such as"
                    + " https://app.example.org; '*' for every page. Repeatable."),
    ALLOWED_HOST(
            "allowed-host",
            "NAME",
            "",
            Shape.LIST,
            "Host name under which clients reach this server, beside addresses, localhost, names in"
                    + " the certificate and advertised ones. Repeatable."),
    LOOPS("loops", "COUNT", "0", Shape.ONE, "Threads that carry media. 0: one for each core."),
    DUMP_RTP(
            "dump-rtp",
            "DIR",
            "",
            Shape.ONE,
            "Writes the media and its control packets of every connection, both ways and decrypted,"
                    + " as pcap files into this directory. For debugging."),
    VOICES(
            "voices",
            "COUNT",
            "10",
            Shape.ONE,
            "Microphones that are carried at most: in a room with more of them, those of the latest"
                    + " speakers."),
    EMPTY_ROOM_TIMEOUT(
            "empty-room-timeout",
            "TIME",
            "300s",
            Shape.ONE,
            "A room without participants goes after that long, such as 90s or 5m."),
    DRAIN_TIMEOUT(
            "drain-timeout",
            "TIME",
            "30s",
            Shape.ONE,
            "At SIGTERM, the longest wait until all clients were told."),
    MAX_CONNECTIONS(
            "max-connections",
            "COUNT",
            "10000",
            Shape.ONE,
            "HTTP and WebSocket connections at once."),
    MAX_WAITING(
            "max-waiting-per-address",
            "COUNT",
            "256",
            Shape.ONE,
            "WebSocket connections of one address that have not joined yet."),
    REQUEST_TIMEOUT(
            "request-timeout",
            "TIME",
            "8s",
            Shape.ONE,
            "Longest wait for a whole HTTP request, TLS included."),
    JOIN_TIMEOUT(
            "join-timeout",
            "TIME",
            "8s",
            Shape.ONE,
            "Longest wait for a WebSocket's first message, and as long again for its join."),
    MAX_PARTICIPANTS("max-participants", "COUNT", "1000", Shape.ONE, "Participants of one room."),
    MAX_HANDSHAKES(
            "max-handshakes",
            "COUNT",
            "256",
            Shape.ONE,
            "DTLS handshakes at once; others wait for their turn."),
    MAX_WAITING_HANDSHAKES(
            "max-waiting-handshakes",
            "COUNT",
            "4096",
            Shape.ONE,
            "DTLS handshakes that wait for their turn; more fail at once."),
    MAX_PACKETS(
            "max-packets-per-second",
            "COUNT",
            "20000",
            Shape.ONE,
            "Packets of one participant; more are dropped."),
    MAX_FAILED_CHECKS(
            "max-failed-checks-per-second",
            "COUNT",
            "1000",
            Shape.ONE,
            "Connectivity checks of one address that do not authenticate; more are dropped unread."),
    MAX_ROOMS("max-rooms", "COUNT", "100000", Shape.ONE, "Rooms at once."),
    MAX_DIRECT_MEMORY(
            "max-direct-memory",
            "MIB",
            "0",
            Shape.ONE,
            "Direct memory above which nobody is let in. 0: three quarters of the heap limit."),
    LIMIT(
            "limit",
            "NAME=VALUE",
            "",
            Shape.LIST,
            "Another value for one of the limits below. Repeatable."),
    LOG_LEVEL("log-level", "LEVEL", "info", Shape.ONE, "error, warn, info, debug or trace."),
    LOG_FORMAT("log-format", "FORMAT", "text", Shape.ONE, "text, or json: an object in each line.");

    /** How often a setting may be given. */
    public enum Shape {
        /** Once. */
        ONE,
        /** Any number of times; a list in the file. */
        LIST,
        /** Once, without a value on the command line. */
        SWITCH
    }

    private final String key;
    private final String placeholder;
    private final String defaultValue;
    private final Shape shape;
    private final String help;

    Setting(String key, String placeholder, String defaultValue, Shape shape, String help) {
        this.key = key;
        this.placeholder = placeholder;
        this.defaultValue = defaultValue;
        this.shape = shape;
        this.help = help;
    }

    /** The name in the file; with two dashes before it the flag. */
    public String key() {
        return key;
    }

    /** Its name on the command line. */
    public String flag() {
        return "--" + key;
    }

    /** The environment variable. */
    public String variable() {
        return "SLUICE_" + key.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** What stands for its value in the help. */
    public String placeholder() {
        return placeholder;
    }

    /** As text; empty: none. */
    public String defaultValue() {
        return defaultValue;
    }

    /** How often it may be given. */
    public Shape shape() {
        return shape;
    }

    /** What it is for, in a sentence. */
    public String help() {
        return help;
    }
}

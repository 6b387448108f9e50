package dev.sluice.signaling.whip;

import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.MediaServer;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.signaling.auth.Grant;
import dev.sluice.signaling.auth.TokenVerifier;
import dev.sluice.signaling.http.Answer;
import dev.sluice.signaling.http.Endpoint;
import dev.sluice.signaling.http.Refusals;
import dev.sluice.signaling.http.Request;
import dev.sluice.signaling.session.Admission;
import dev.sluice.signaling.session.IceServers;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /whip/{room}} publishes, {@code POST /whep/{room}} plays; {@code DELETE} and {@code
 * PATCH} go to the session's own address, which the 201 gives as its Location.
 */
public final class WhipEndpoint implements Endpoint {

    private static final String WHIP = "/whip/";
    private static final String WHEP = "/whep/";
    private static final String SDP = "application/sdp";
    private static final String FRAGMENT = IceUpdate.TYPE;
    private static final String LINK = "Link";
    private static final HttpResponseStatus CREATED = HttpResponseStatus.CREATED;

    private final Admission admission;
    private final IceServers iceServers;
    private final BooleanSupplier draining;
    private final HttpSessions sessions;

    /**
     * The endpoint of a server.
     *
     * @param loops gives the executor of a new session: one thread, always the same
     * @param random unguessable
     * @param draining no newcomers while it is true
     */
    public WhipEndpoint(
            MediaServer media,
            Admission admission,
            IceServers iceServers,
            Supplier<Executor> loops,
            RandomGenerator random,
            BooleanSupplier draining) {
        this.admission = admission;
        this.iceServers = iceServers;
        this.draining = draining;
        this.sessions = new HttpSessions(media, loops, random);
    }

    @Override
    public boolean serves(String path) {
        return (path.startsWith(WHIP) || path.startsWith(WHEP)) && path.length() > WHIP.length();
    }

    /** Sessions that go on now. */
    public int size() {
        return sessions.size();
    }

    @Override
    public @Nullable Answer refuse(Request head) {
        return switch (head.method().name()) {
            case "OPTIONS" -> null;
            case "POST" -> refusePost(head);
            case "PATCH" -> refuseUnless(head, FRAGMENT, HttpHeaderNames.ACCEPT_PATCH);
            case "DELETE" -> null;
            default ->
                    Answer.text(
                                    HttpResponseStatus.METHOD_NOT_ALLOWED,
                                    "POST an offer here; see docs/PROTOCOL.md.")
                            .with(HttpHeaderNames.ALLOW, "POST, PATCH, DELETE, OPTIONS");
        };
    }

    private @Nullable Answer refusePost(Request head) {
        Answer wrongType = refuseUnless(head, SDP, "Accept-Post");
        if (wrongType != null) {
            return wrongType;
        }
        try {
            if (draining.getAsBoolean()) {
                throw new RejectedException(
                        Code.UNAVAILABLE,
                        "The server goes down; try again soon.",
                        Map.of("retryAfterSeconds", 5));
            }
            var unused = admission.authorize(room(head), token(head));
            return null;
        } catch (RejectedException e) {
            return Refusals.answer(e);
        }
    }

    private static @Nullable Answer refuseUnless(
            Request head, String type, CharSequence acceptHeader) {
        String given = head.header(HttpHeaderNames.CONTENT_TYPE);
        String plain = given == null ? "" : given.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
        return plain.equals(type)
                ? null
                : Answer.text(
                                HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
                                "Send Content-Type: " + type + ".")
                        .with(acceptHeader, type);
    }

    @Override
    public CompletionStage<Answer> serve(Request request) {
        return switch (request.method().name()) {
            case "OPTIONS" -> CompletableFuture.completedFuture(options());
            case "POST" -> post(request);
            case "DELETE" -> delete(request);
            default -> patch(request);
        };
    }

    private static Answer options() {
        return Answer.empty(HttpResponseStatus.OK)
                .with("Accept-Post", SDP)
                .with(HttpHeaderNames.ACCEPT_PATCH, FRAGMENT)
                .with(HttpHeaderNames.ALLOW, "POST, PATCH, DELETE, OPTIONS")
                .with(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "POST, PATCH, DELETE, OPTIONS")
                .with(
                        HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS,
                        "Authorization, Content-Type, ETag, If-Match")
                .with(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, "86400");
    }

    private CompletionStage<Answer> post(Request request) {
        String room = room(request);
        boolean plays = request.path().startsWith(WHEP);
        JoinRequest join = admission.admit(room, token(request), null, null, false).build();
        CompletionStage<HttpSessions.Started> started =
                plays
                        ? sessions.play(
                                room, join, request.parameter("participant"), request.body())
                        : sessions.publish(room, join, request.body());
        String base = (plays ? WHEP : WHIP) + encode(room) + "/";
        return started.thenApply(s ->
                Answer.of(CREATED, SDP, s.answer())
                        .with(HttpHeaderNames.LOCATION, base + s.session().id())
                        .with(HttpHeaderNames.ETAG, s.session().etag())
                        .with(HttpHeaderNames.ACCEPT_PATCH, FRAGMENT)
                        .with(HttpHeaderNames.CACHE_CONTROL, "no-store")
                        .withAll(LINK, links(s.session().participant().id())));
    }

    /** RFC 9725, section 4.6. */
    private List<String> links(String participant) {
        List<String> links = new ArrayList<>();
        for (IceServers.IceServer server : iceServers.of(participant)) {
            for (String url : server.urls()) {
                links.add(
                        "<"
                                + url
                                + ">; rel=\"ice-server\"; username=\""
                                + server.username()
                                + "\"; credential=\""
                                + server.credential()
                                + "\"; credential-type=\"password\"");
            }
        }
        return links;
    }

    private CompletionStage<Answer> delete(Request request) {
        return sessions.end(session(request))
                .thenApply(nothing -> Answer.empty(HttpResponseStatus.OK));
    }

    private CompletionStage<Answer> patch(Request request) {
        IceUpdate update = new IceUpdate(session(request), request);
        return update.apply(() -> '"' + sessions.newName() + '"');
    }

    /** The session of a DELETE or PATCH, if the bearer is the one who started it. */
    private HttpSession session(Request request) {
        String path = request.path();
        int slash = path.lastIndexOf('/');
        String room = slash > WHIP.length() ? path.substring(WHIP.length(), slash) : "";
        HttpSession session = sessions.find(path.substring(slash + 1));
        Grant grant = admission.authorize(room, token(request));
        if (session == null
                || !session.participant().roomName().equals(room)
                || (grant != null
                        && grant.identity() != null
                        && !grant.identity().equals(session.participant().identity()))) {
            throw new RejectedException(
                    Code.NOT_FOUND, "There is no such session; it may have ended.");
        }
        return session;
    }

    private static String room(Request request) {
        return request.path().substring(WHIP.length());
    }

    private static @Nullable String token(Request request) {
        return TokenVerifier.bearer(request.header(HttpHeaderNames.AUTHORIZATION));
    }

    private static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

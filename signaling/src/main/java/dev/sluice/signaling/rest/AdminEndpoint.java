package dev.sluice.signaling.rest;

import dev.sluice.sfu.api.MediaServer;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.explain.CallInsight;
import dev.sluice.signaling.call.CallCenter;
import dev.sluice.signaling.http.Answer;
import dev.sluice.signaling.http.Endpoint;
import dev.sluice.signaling.http.Refusals;
import dev.sluice.signaling.http.Request;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1}, as its {@code openapi.json} describes it. Safe from any thread. */
public final class AdminEndpoint implements Endpoint {

    private static final String ROOT = "/api/v1";
    private static final String DESCRIPTION = ROOT + "/openapi.json";
    private static final String METHODS = "GET, POST, PATCH, DELETE, OPTIONS";

    private final AdminAccess access;
    private final List<Route> routes = new ArrayList<>();
    private final byte[] description;

    /**
     * Administers a media server.
     *
     * @param insight null: it tells nothing of how calls go
     */
    public AdminEndpoint(
            MediaServer media,
            @Nullable CallInsight insight,
            CallCenter calls,
            Totals totals,
            AdminAccess access) {
        this.access = access;
        routes.addAll(new RoomRoutes(media).routes());
        routes.addAll(new PeopleRoutes(media, access.verifier()).routes());
        routes.addAll(new InsightRoutes(insight).routes());
        routes.addAll(new TalkRoutes(media, calls).routes());
        routes.addAll(new StatisticsRoutes(media, calls, totals).routes());
        description = read();
    }

    private static byte[] read() {
        try (InputStream in = AdminEndpoint.class.getResourceAsStream("openapi.json")) {
            if (in == null) {
                throw new IllegalStateException("the jar has its openapi.json");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("the jar can be read", e);
        }
    }

    List<Route> routes() {
        return routes;
    }

    @Override
    public boolean serves(String path) {
        return path.equals(ROOT) || path.startsWith(ROOT + "/");
    }

    @Override
    public @Nullable Answer refuse(Request head) {
        return isPublic(head) ? null : access.refuse(head);
    }

    private static boolean isPublic(Request request) {
        return request.path().equals(DESCRIPTION) || request.method().name().equals("OPTIONS");
    }

    @Override
    public CompletionStage<Answer> serve(Request request) {
        if (request.method().name().equals("OPTIONS")) {
            return CompletableFuture.completedFuture(options());
        }
        if (request.path().equals(DESCRIPTION)) {
            return CompletableFuture.completedFuture(
                    Answer.of(HttpResponseStatus.OK, "application/json", description));
        }
        List<String> segments = request.segments();
        List<String> path = segments.subList(2, segments.size());
        Set<String> methods = new TreeSet<>();
        for (Route route : routes) {
            Map<String, String> names = route.match(path);
            if (names != null && route.method().equals(request.method().name())) {
                return route.handler().handle(new Route.Call(request, names));
            }
            if (names != null) {
                methods.add(route.method());
            }
        }
        return CompletableFuture.completedFuture(unknown(methods));
    }

    private static Answer unknown(Set<String> methods) {
        if (methods.isEmpty()) {
            return Refusals.answer(
                    new RejectedException(
                            Code.NOT_FOUND, "There is no such path; see " + DESCRIPTION + "."));
        }
        String allowed = String.join(", ", methods);
        return Answer.text(
                        HttpResponseStatus.METHOD_NOT_ALLOWED, "This path takes " + allowed + ".")
                .with(HttpHeaderNames.ALLOW, allowed);
    }

    private static Answer options() {
        return Answer.empty(HttpResponseStatus.OK)
                .with(HttpHeaderNames.ALLOW, METHODS)
                .with(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
                .with(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, Content-Type")
                .with(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, "86400");
    }
}

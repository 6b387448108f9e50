package dev.sluice.signaling.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The demo page, the admin page and the browser client, from the class path. Each file is read
 * once. Browsers ask whether their copy is fresh (ETag) rather than trust its age, so a new server
 * brings a new page.
 */
public final class StaticFiles implements Endpoint {

    private static final String ROOT = "/dev/sluice/signaling/web";

    /** By path: the file of a page. */
    private static final Map<String, String> PAGES =
            Map.of("/", "/index.html", "/admin", "/admin/index.html");

    /** No dots at the start of a name, so no way up. */
    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9._-]*){1,4}");

    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    Map.entry("html", "text/html; charset=utf-8"),
                    Map.entry("js", "text/javascript; charset=utf-8"),
                    Map.entry("ts", "text/plain; charset=utf-8"),
                    Map.entry("css", "text/css; charset=utf-8"),
                    Map.entry("json", "application/json"),
                    Map.entry("webmanifest", "application/manifest+json"),
                    Map.entry("map", "application/json"),
                    Map.entry("svg", "image/svg+xml"),
                    Map.entry("png", "image/png"),
                    Map.entry("ico", "image/x-icon"),
                    Map.entry("woff2", "font/woff2"));

    private static final String PAGE_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
                    + " img-src 'self' data: blob:; media-src 'self' blob: mediastream:;"
                    + " font-src 'self'; manifest-src 'self'; worker-src 'self' blob:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'self';"
                    + " frame-ancestors 'none'";

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record File(byte[] content, String type, String etag) {}

    private final ConcurrentMap<String, File> files = new ConcurrentHashMap<>();
    private final String prefix;

    /** Everything. */
    public StaticFiles() {
        this("/");
    }

    private StaticFiles(String prefix) {
        this.prefix = prefix;
    }

    /** The browser client alone, for pages of others. */
    public static StaticFiles ofClient() {
        return new StaticFiles("/sluice-client");
    }

    @Override
    public boolean serves(String path) {
        return file(path) != null;
    }

    @Override
    public CompletionStage<Answer> serve(Request request) {
        return CompletableFuture.completedFuture(answer(request));
    }

    private Answer answer(Request request) {
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            return Answer.text(HttpResponseStatus.METHOD_NOT_ALLOWED, "This path takes GET.")
                    .with(HttpHeaderNames.ALLOW, "GET, HEAD");
        }
        File file = file(request.path());
        if (file == null) {
            return Answer.text(HttpResponseStatus.NOT_FOUND, "There is no such page.");
        }
        boolean fresh = file.etag.equals(request.header(HttpHeaderNames.IF_NONE_MATCH));
        Answer answer =
                fresh
                        ? Answer.empty(HttpResponseStatus.NOT_MODIFIED)
                        : Answer.of(HttpResponseStatus.OK, file.type, file.content);
        answer.with(HttpHeaderNames.ETAG, file.etag)
                .with(HttpHeaderNames.CACHE_CONTROL, "no-cache")
                .with("Cross-Origin-Resource-Policy", "cross-origin");
        if (file.type.startsWith("text/html")) {
            answer.with(HttpHeaderNames.CONTENT_SECURITY_POLICY, PAGE_POLICY)
                    .with(
                            "Permissions-Policy",
                            "camera=(self), microphone=(self), display-capture=(self)");
        } else {
            // Other pages import the client module; it holds nothing private.
            answer.with(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        }
        return answer;
    }

    private @Nullable File file(String path) {
        String name = PAGES.getOrDefault(path, path);
        File known = files.get(name);
        if (known != null || !name.startsWith(prefix) || !PATH.matcher(name).matches()) {
            return known;
        }
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
        byte[] content = type == null ? null : read(name);
        if (type == null || content == null) {
            return null;
        }
        File file = new File(content, type, etag(content));
        files.put(name, file);
        return file;
    }

    private static byte @Nullable [] read(String name) {
        try (InputStream in = StaticFiles.class.getResourceAsStream(ROOT + name)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("the jar cannot be read: " + ROOT + name, e);
        }
    }

    private static String etag(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return '"' + HexFormat.of().formatHex(hash, 0, 12) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

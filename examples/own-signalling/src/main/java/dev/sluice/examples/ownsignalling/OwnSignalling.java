package dev.sluice.examples.ownsignalling;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.Participant;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.negotiation.MediaSection;
import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.sdp.Offer;
import dev.sluice.signaling.session.Negotiation;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;

/** Calls over an HTTP server of one's own. */
public final class OwnSignalling implements AutoCloseable {

    private static final String PATH = "/calls/";
    private static final int MAX_OFFER_BYTES = 256 * 1024;

    private final SluiceServer media;
    private final HttpServer http;

    /** Listens on loopback. */
    public OwnSignalling(SluiceServer media, int port) throws IOException {
        this.media = media;
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        http.setExecutor(Executors.newFixedThreadPool(2));
        http.createContext(PATH, this::serve);
        http.start();
    }

    int port() {
        return http.getAddress().getPort();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String room = exchange.getRequestURI().getPath().substring(PATH.length());
            String query = String.valueOf(exchange.getRequestURI().getQuery());
            String name = query.startsWith("name=") ? query.substring(5) : "Somebody";
            byte[] body = exchange.getRequestBody().readNBytes(MAX_OFFER_BYTES);
            int status = 200;
            String text;
            try {
                text = call(room, name, new String(body, StandardCharsets.UTF_8));
            } catch (RejectedException e) {
                status = 400;
                text = e.getMessage();
            } catch (CompletionException e) {
                status = 400;
                text = String.valueOf(e.getCause().getMessage());
            }
            byte[] answer = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, answer.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(answer);
            }
        }
    }

    /** Joins, publishes the first audio and the first video of the offer, and answers. */
    private String call(String room, String name, String sdp) {
        Negotiation negotiation = new Negotiation();
        Offer offer = negotiation.read(sdp);
        JoinRequest request = JoinRequest.builder(name, name).build();
        Participant participant =
                media.join(room, request, event -> {}).toCompletableFuture().join().participant();
        try {
            Map<String, String> publications = new HashMap<>();
            for (Source source : new Source[] {Source.MICROPHONE, Source.CAMERA}) {
                for (MediaSection section : offer.remote().sections()) {
                    boolean audio = section.kind().name().equals("AUDIO");
                    if (section.remoteSends() && audio == (source == Source.MICROPHONE)) {
                        String id =
                                participant
                                        .publish(source, section.kind())
                                        .toCompletableFuture()
                                        .join();
                        publications.put(section.mid(), id);
                        break;
                    }
                }
            }
            return negotiation.answer(
                    offer,
                    participant
                            .negotiate(offer.remote(), publications, 0)
                            .toCompletableFuture()
                            .join());
        } catch (RuntimeException e) {
            var unused = participant.leave();
            throw e;
        }
    }

    @Override
    public void close() {
        http.stop(0);
    }

    /** Runs until it is ended. */
    public static void main(String... args) throws Exception {
        SluiceServer media = SluiceServer.start(ServerConfig.DEFAULT);
        OwnSignalling signalling = new OwnSignalling(media, 8080);
        System.out.println("POST offers to http://localhost:" + signalling.port() + "/calls/ROOM");
    }
}

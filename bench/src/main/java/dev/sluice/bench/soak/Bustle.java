package dev.sluice.bench.soak;

import dev.sluice.bench.call.Caller;
import dev.sluice.bench.call.Waiting;
import dev.sluice.bench.impair.ImpairingProxy;
import dev.sluice.bench.impair.LinkProfile;
import dev.sluice.bench.load.MediaPlan;
import dev.sluice.ice.agent.Candidate;
import dev.sluice.rtp.codec.Codec;
import dev.sluice.sfu.api.Source;
import dev.sluice.signaling.client.ClientGroup;
import dev.sluice.signaling.client.JoinOptions;
import dev.sluice.signaling.client.source.VideoShape;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.json.JsonMapper;

/**
 * A room of people who stay, with simulcast, a viewer behind a link that changes and loses, and a
 * share now and then; and pairs of visitors who talk in rooms of their own and go.
 */
final class Bustle implements AutoCloseable {

    /** 720 kbit/s of simulcast and sound from each: seconds of it have every kind of packet. */
    static final MediaPlan PLAN =
            new MediaPlan(
                    Codec.VP8,
                    3,
                    400_000,
                    15,
                    List.of(),
                    1_000,
                    VideoShape.BURST,
                    80,
                    20,
                    true,
                    true);

    private static final int STAYING = 4;
    private static final int VISITS_AT_ONCE = 3;
    private static final long VISIT_MILLIS = 5_000;
    private static final long SHARE_MILLIS = 6_000;
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final LinkProfile UP = LinkProfile.parse("delay=10ms loss=1%");
    private static final LinkProfile DOWN =
            LinkProfile.parse(
                    "delay=10ms loss=1% rate=4M, 15s: rate=600k, 30s: rate=4M, 40s: rate=900k");

    private final URI server;
    private final ClientGroup clients = ClientGroup.start(1);
    private final ExecutorService threads = Executors.newFixedThreadPool(VISITS_AT_ONCE + 1);
    private final List<Caller> staying = new ArrayList<>();
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicInteger visitors = new AtomicInteger();
    private final AtomicLong visits = new AtomicLong();
    private final AtomicLong shares = new AtomicLong();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final ImpairingProxy link;
    private boolean small;

    Bustle(URI server) throws IOException, InterruptedException {
        this.server = server;
        try (Caller scout = Caller.join(clients, options("scout", "scout"))) {
            link =
                    ImpairingProxy.start(
                            new InetSocketAddress(LOOPBACK, 0), mediaPort(scout), UP, DOWN, 1);
        }
    }

    /** Those who stay come. */
    void fill() throws IOException, InterruptedException {
        for (int i = 0; i < STAYING; i++) {
            JoinOptions options = options("stay", "stay" + i);
            if (i == 1) {
                options = options.withCandidates(all -> List.of(through(all.get(0))));
            }
            staying.add(Caller.join(clients, options));
        }
        for (Caller caller : staying) {
            caller.talk(PLAN, Source.MICROPHONE, Source.CAMERA);
        }
    }

    private static InetSocketAddress mediaPort(Caller caller)
            throws IOException, InterruptedException {
        Candidate first = Waiting.get(caller.participant().offered()).get(0);
        return new InetSocketAddress(first.host(), first.port());
    }

    private Candidate through(Candidate to) {
        return new Candidate(
                to.foundation(),
                to.component(),
                to.protocol(),
                to.priority(),
                LOOPBACK.getHostAddress(),
                link.address().getPort(),
                to.type(),
                to.tcpType());
    }

    private JoinOptions options(String room, String identity) {
        return JoinOptions.of(server, room).withIdentity(identity);
    }

    /** Two people come to a room of their own, hear each other and go. Does not block. */
    void visit() {
        if (busy.get() >= VISITS_AT_ONCE) {
            return;
        }
        int number = visitors.incrementAndGet();
        run(() -> {
            String room = "visit" + number;
            try (Caller ada = Caller.join(clients, options(room, "ada"));
                    Caller bob = Caller.join(clients, options(room, "bob"))) {
                ada.talk(PLAN, Source.MICROPHONE, Source.CAMERA);
                bob.talk(PLAN, Source.MICROPHONE);
                Thread.sleep(VISIT_MILLIS);
                if (bob.hears(ada, Source.MICROPHONE).packets() == 0
                        || bob.hears(ada, Source.CAMERA).packets() == 0
                        || ada.hears(bob, Source.MICROPHONE).packets() == 0) {
                    failures.add("somebody in " + room + " heard or saw nothing");
                }
            }
            visits.addAndGet(2);
        });
    }

    /** Somebody shares a screen for a while. Does not block. */
    void share() {
        run(() -> {
            Caller caller = staying.get(2);
            caller.talk(PLAN, Source.SCREEN);
            Thread.sleep(SHARE_MILLIS);
            long seen = staying.get(3).hears(caller, Source.SCREEN).packets();
            caller.hush(Source.SCREEN);
            shares.incrementAndGet();
            if (seen == 0) {
                failures.add("nothing was seen of a share");
            }
        });
    }

    /** A viewer wants a small picture, and the next time a large one again. */
    void resize() throws IOException, InterruptedException {
        small = !small;
        Caller viewer = staying.get(3);
        var wanted =
                JsonMapper.shared()
                        .createObjectNode()
                        .put("type", "track-settings")
                        .put("publication", staying.get(0).publication(Source.CAMERA).id())
                        .put("visible", true)
                        .put("maxHeight", small ? 180 : 1_080);
        Waiting.get(viewer.participant().request(wanted));
    }

    /** The link begins its changes anew. */
    void impair() {
        link.play(UP, DOWN);
    }

    /** Those who stay go. */
    void empty() throws IOException {
        for (Caller caller : staying) {
            if (caller.over()) {
                failures.add("somebody who was to stay is out: " + caller.failure());
            }
            caller.close();
        }
        staying.clear();
    }

    /** Waits until all visits and shares are over. */
    void rest() throws IOException, InterruptedException {
        Waiting.require(() -> busy.get() == 0, "the end of visits");
    }

    private interface Task {
        void run() throws IOException, InterruptedException;
    }

    private void run(Task task) {
        busy.incrementAndGet();
        threads.execute(() -> {
            try {
                task.run();
            } catch (IOException | RuntimeException e) {
                failures.add(String.valueOf(e.getMessage()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                busy.decrementAndGet();
            }
        });
    }

    long visits() {
        return visits.get();
    }

    long shares() {
        return shares.get();
    }

    long lost() {
        var counts = link.counts();
        return counts.up().lost()
                + counts.up().overflowed()
                + counts.down().lost()
                + counts.down().overflowed();
    }

    /** What went wrong so far. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        clients.close();
        link.close();
    }
}

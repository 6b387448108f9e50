package dev.sluice.examples.springboot;

import java.util.UUID;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Says who may call. Here whoever asks; in yours, whoever is logged in. */
@RestController
public final class CallController {

    /** What a page needs to join. */
    record Ticket(int port, String token) {}

    private final Calls calls;

    CallController(Calls calls) {
        this.calls = calls;
    }

    @PostMapping("/rooms/{room}/tickets")
    Ticket ticket(@PathVariable String room, @RequestParam String name) {
        return new Ticket(calls.port(), calls.token(room, UUID.randomUUID().toString(), name));
    }
}

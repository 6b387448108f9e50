package dev.sluice.sfu.api;

/**
 * Somebody in the waiting room.
 *
 * @param id unique on the server
 * @param identity as in its {@link JoinRequest}
 * @param name likewise
 * @param sinceMillis since 1970
 */
public record WaitingInfo(String id, String identity, String name, long sinceMillis) {}

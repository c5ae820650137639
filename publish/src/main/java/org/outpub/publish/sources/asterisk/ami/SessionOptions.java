package org.outpub.publish.sources.asterisk.ami;

import java.time.Duration;
import java.util.List;

/**
 * What a session goes by. Immutable. The text form shows no secret.
 *
 * @param server names the manager interface to people
 * @param username as which to log in
 * @param secret proves it; never sent
 * @param place where the user is configured, for people
 * @param mailboxes those to ask for whether a hint names them or not
 * @param notes whether presence messages become the notes of extensions
 * @param keep how long states stay when the connection is lost; zero for ever
 * @param resync how often the lists are asked for while all is well
 * @param mostStates how many devices, extensions and mailboxes each are taken
 */
public record SessionOptions(
        String server,
        String username,
        String secret,
        String place,
        List<String> mailboxes,
        boolean notes,
        Duration keep,
        Duration resync,
        int mostStates) {
    /** Copies the list. */
    public SessionOptions {
        mailboxes = List.copyOf(mailboxes);
    }

    @Override
    public String toString() {
        return username + "@" + server;
    }
}

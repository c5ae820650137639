package org.outpub.publish.config;

import com.google.common.net.HostAndPort;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.FieldCodec;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.api.sorcery.type.FieldCodecs;
import org.outpub.api.sorcery.type.FieldValues;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;

/**
 * A {@code type=asterisk} section, Outpub's own: an Asterisk whose devices, extensions and mailboxes are published, over
 * its manager interface. Immutable. Its text form shows no secret.
 *
 * @param id the section's name
 * @param host a name or an address, IPv6 without brackets
 * @param port 1 to 65535
 * @param username a section of that Asterisk's {@code manager.conf}
 * @param secret of that section; never sent
 * @param mailboxes those to ask for whether a hint names them or not
 * @param notes whether presence messages become the notes of extensions
 * @param keep how long states stay when Asterisk cannot be reached; zero for ever
 * @param resync how often the lists are asked for while all is well
 * @param mostStates how many devices, extensions and mailboxes each are taken
 * @param tls how TLS is spoken; null for not at all
 * @param tlsName whom the certificate is for; null for {@code host}
 * @param place where the user is configured, for people
 */
public record AsteriskServer(
        String id,
        String host,
        int port,
        String username,
        String secret,
        List<String> mailboxes,
        boolean notes,
        Duration keep,
        Duration resync,
        int mostStates,
        @Nullable TlsOptions tls,
        @Nullable String tlsName,
        String place)
        implements SorceryObject {
    /** The port of manager interfaces. */
    public static final int PORT = 5038;
    /** Their port for TLS. */
    public static final int TLS_PORT = 5039;
    /** How long states stay unless something else is said: as long as Asterisk's own publications would. */
    public static final Duration DEFAULT_KEEP = Duration.ofHours(1);

    private static final String KEEP = "3600";
    private static final Duration DEFAULT_RESYNC = Duration.ofMinutes(5);
    private static final String RESYNC = "300";
    private static final int DEFAULT_MOST_STATES = 200_000;

    /** Its declaration. */
    public static final ObjectType<AsteriskServer> TYPE = ObjectType.of("asterisk", AsteriskServer.class)
            .field("server", serverCodec(), "127.0.0.1", AsteriskServer::server)
            .about("its manager interface, `HOST` or `HOST:PORT`; port 5038, or 5039 with TLS")
            .required("username", HeaderText.codec("a user name"), AsteriskServer::username)
            .about("a section of its `manager.conf`, with `read=call,reporting,system` and `write=call,reporting`")
            .secret("secret", FieldCodecs.string(), AsteriskServer::secret)
            .about("the secret of that section; it is proved and never sent")
            .field("tls", FieldCodecs.yesNo(), "no", asterisk -> asterisk.tls != null)
            .about("speak TLS; `manager.conf` there has `tlsenable=yes`")
            .optional(
                    "ca_list_file",
                    TlsOptions.path(),
                    asterisk -> asterisk.tls == null ? null : asterisk.tls.caListFile())
            .about("who may sign its certificate, PEM; the platform's if left out")
            .field(
                    "verify_server",
                    FieldCodecs.yesNo(),
                    "yes",
                    asterisk -> asterisk.tls == null || asterisk.tls.verifyServer())
            .about("check its certificate")
            .optional("tls_name", FieldCodecs.nonEmpty("a name"), AsteriskServer::tlsName)
            .about("whom its certificate is for, if that is not the host of `server`")
            .repeated(
                    "mailboxes",
                    FieldCodecs.commaList(FieldCodecs.nonEmpty("a mailbox")),
                    asterisk -> asterisk.mailboxes.isEmpty() ? List.of() : List.of(asterisk.mailboxes))
            .about(
                    "mailboxes to ask for, as Asterisk lists none; those of hints (`MWI:2001@default`) are asked for anyway")
            .field("presence_notes", FieldCodecs.yesNo(), "no", AsteriskServer::notes)
            .about("publish the message of a hint's presence as the note of its extension")
            .field("keep", FieldCodecs.duration(ChronoUnit.SECONDS), KEEP, AsteriskServer::keep)
            .about("how long states stay when it cannot be reached; `0` for ever")
            .field("resync", FieldCodecs.duration(ChronoUnit.SECONDS), RESYNC, AsteriskServer::resync)
            .about("how often its lists are asked for while all is well")
            .field(
                    "maximum_states",
                    FieldCodecs.number("number of states", 1, 2_000_000),
                    String.valueOf(DEFAULT_MOST_STATES),
                    asterisk -> (long) asterisk.mostStates)
            .about("how many devices, extensions and mailboxes each are taken")
            .build(AsteriskServer::fromFields);

    /** Copies the list. */
    public AsteriskServer {
        mailboxes = List.copyOf(mailboxes);
    }

    /**
     * A server with all else at its default, without TLS.
     *
     * @param id names it
     * @param host a name or an address, IPv6 without brackets
     * @param port 1 to 65535
     * @param username a section of that Asterisk's {@code manager.conf}
     * @param secret of that section
     * @return the server
     */
    public static AsteriskServer of(String id, String host, int port, String username, String secret) {
        return new AsteriskServer(
                id,
                host,
                port,
                username,
                secret,
                List.of(),
                false,
                DEFAULT_KEEP,
                DEFAULT_RESYNC,
                DEFAULT_MOST_STATES,
                null,
                null,
                "[" + username + "] of its manager.conf");
    }

    /**
     * The same over TLS.
     *
     * @param options how
     * @return the server
     */
    public AsteriskServer withTls(TlsOptions options) {
        return new AsteriskServer(
                id, host, port, username, secret, mailboxes, notes, keep, resync, mostStates, options, tlsName, place);
    }

    /**
     * The same, configured somewhere.
     *
     * @param where for people
     * @return the server
     */
    public AsteriskServer withPlace(String where) {
        return new AsteriskServer(
                id, host, port, username, secret, mailboxes, notes, keep, resync, mostStates, tls, tlsName, where);
    }

    /**
     * The same with mailboxes to ask for.
     *
     * @param asked their names
     * @return the server
     */
    public AsteriskServer withMailboxes(List<String> asked) {
        return new AsteriskServer(
                id, host, port, username, secret, asked, notes, keep, resync, mostStates, tls, tlsName, place);
    }

    private HostAndPort server() {
        return HostAndPort.fromParts(host, port);
    }

    private static AsteriskServer fromFields(FieldValues values) {
        boolean tls = values.get("tls");
        HostAndPort server = values.get("server");
        String secret = values.<String>find("secret").orElse("");
        if (secret.isEmpty()) {
            values.refuse("username", "there is no secret; expected the one of the section in manager.conf");
        }
        if (values.<Duration>get("resync").isZero()) {
            values.refuse("resync", "resync: 0 would ask all the time; expected a number of seconds from 1");
        }
        Origin origin = values.origin("username");
        return new AsteriskServer(
                values.id(),
                server.getHost(),
                server.getPortOrDefault(tls ? TLS_PORT : PORT),
                values.get("username"),
                secret,
                values.<List<String>>all("mailboxes").stream()
                        .flatMap(List::stream)
                        .distinct()
                        .toList(),
                values.get("presence_notes"),
                values.get("keep"),
                values.get("resync"),
                Math.toIntExact(values.<Long>get("maximum_states")),
                tls ? TlsOptions.toServer(TlsOptions.file(values, "ca_list_file"), values.get("verify_server")) : null,
                values.<String>find("tls_name").orElse(null),
                "[" + values.get("username") + "] of its manager.conf (the user of " + origin + ")");
    }

    /**
     * Reads where a manager interface is.
     *
     * @return a codec of {@code HOST} and {@code HOST:PORT}
     */
    public static FieldCodec<HostAndPort> serverCodec() {
        return FieldCodecs.of(
                "HOST or HOST:PORT, such as 127.0.0.1:5038", AsteriskServer::parseServer, HostAndPort::toString);
    }

    private static HostAndPort parseServer(String text) throws InvalidValueException {
        try {
            HostAndPort server = HostAndPort.fromString(text).requireBracketsForIPv6();
            if (server.getHost().isEmpty() || server.hasPort() && server.getPort() == 0) {
                throw new InvalidValueException("it names no host, or port 0");
            }
            return server;
        } catch (IllegalArgumentException malformed) {
            throw new InvalidValueException("it is not HOST or HOST:PORT");
        }
    }

    /** Prints who and where, and no secret. */
    @Override
    public String toString() {
        return id + ": " + username + " at " + address();
    }

    /**
     * Where it is, for people.
     *
     * @return such as {@code 127.0.0.1:5038}
     */
    public String address() {
        return HostAndPort.fromParts(host, port).toString();
    }
}

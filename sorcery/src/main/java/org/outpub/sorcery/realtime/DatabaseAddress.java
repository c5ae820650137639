package org.outpub.sorcery.realtime;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.sorcery.file.Disk;
import org.outpub.sorcery.file.Look.Kind;
import org.outpub.sorcery.ini.IniFile;
import org.outpub.sorcery.ini.text.IniSection;

/**
 * Where a PostgreSQL database is, and by whom it is entered. Immutable. Its text form shows no password.
 *
 * @param host a name or an address, IPv6 without brackets
 * @param port 1 to 65535
 * @param database its name
 * @param user who signs in; null for the driver's default, which is who runs the process
 * @param password null if it is to be found in a {@code .pgpass} file, or none is needed
 * @param options of the driver, as in a URL behind the question mark; may be empty
 */
public record DatabaseAddress(
        String host,
        int port,
        String database,
        @Nullable String user,
        @Nullable String password,
        String options) {
    private static final int DEFAULT_PORT = 5432;
    private static final String DEFAULT_NAME = "asterisk";
    private static final List<String> SCHEMES = List.of("postgresql", "postgres");

    /**
     * Reads a URL.
     *
     * @param url as {@code postgresql://[USER@]HOST[:PORT]/DATABASE[?OPTIONS]}, perhaps with {@code jdbc:} before it
     * @return what it says
     * @throws IllegalArgumentException if it is not one, or has a password, which other users of the machine could see
     */
    public static DatabaseAddress parse(String url) {
        URI uri;
        try {
            uri = new URI(url.startsWith("jdbc:") ? url.substring("jdbc:".length()) : url);
        } catch (URISyntaxException invalid) {
            throw notUrl(); // which the exception would quote, perhaps with a password in it
        }
        String host = uri.getHost();
        String path = uri.getPath() == null ? "" : uri.getPath();
        if (uri.getScheme() == null
                || !SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT))
                || host == null
                || path.length() < 2) {
            throw notUrl();
        }
        String user = uri.getUserInfo();
        String options = Objects.requireNonNullElse(uri.getRawQuery(), "");
        if (user != null && user.contains(":") || options.contains("password=")) {
            throw new IllegalArgumentException(
                    "a password in a URL can be seen by others; expected it in a file, or in ~/.pgpass");
        }
        return new DatabaseAddress(
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                path.substring(1),
                user,
                null,
                options);
    }

    private static IllegalArgumentException notUrl() {
        return new IllegalArgumentException(
                "not the URL of a database; expected postgresql://[USER@]HOST[:PORT]/DATABASE");
    }

    /**
     * Reads Asterisk's {@code res_config_pgsql.conf}.
     *
     * @param file need not be there
     * @return empty if it is not
     * @throws IllegalArgumentException if it cannot be used; the message has its place
     */
    public static Optional<DatabaseAddress> ofAsterisk(Path file) {
        if (Disk.real().look(file).kind() == Kind.ABSENT) {
            return Optional.empty();
        }
        IniFile ini = IniFile.read(file);
        ini.document().problems().stream()
                .filter(problem -> problem.severity() == ConfigProblem.Severity.ERROR)
                .findFirst()
                .ifPresent(problem -> {
                    throw new IllegalArgumentException(problem.toString());
                });
        for (IniSection section : ini.document().sections()) {
            if (section.values().id().equalsIgnoreCase("general")) {
                return Optional.of(of(section.values()));
            }
        }
        throw new IllegalArgumentException(file + ": there is no section [general]");
    }

    private static DatabaseAddress of(ObjectSet general) {
        String port = value(general, "dbport").orElse(String.valueOf(DEFAULT_PORT));
        if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65_535) {
            throw new IllegalArgumentException(
                    general.origin(general.lastIndex("dbport")) + ": dbport '" + port + "' is not a port");
        }
        return new DatabaseAddress(
                value(general, "dbhost").orElse("localhost"),
                Integer.parseInt(port),
                value(general, "dbname").orElse(DEFAULT_NAME),
                value(general, "dbuser").orElse(DEFAULT_NAME),
                value(general, "dbpass").orElse(null),
                "");
    }

    private static Optional<String> value(ObjectSet set, String name) {
        return set.last(name).filter(value -> !value.isEmpty());
    }

    /**
     * The same with another password.
     *
     * @param other the password
     * @return another address
     */
    public DatabaseAddress withPassword(String other) {
        return new DatabaseAddress(host, port, database, user, other, options);
    }

    /**
     * As the driver wants it, without user and password.
     *
     * @return a JDBC URL
     */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + bracketed() + ":" + port + "/" + database
                + (options.isEmpty() ? "" : "?" + options);
    }

    private String bracketed() {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    /** Prints it as a URL, without password and options. */
    @Override
    public String toString() {
        return "postgresql://" + (user == null ? "" : user + "@") + bracketed()
                + (port == DEFAULT_PORT ? "" : ":" + port) + "/" + database;
    }
}

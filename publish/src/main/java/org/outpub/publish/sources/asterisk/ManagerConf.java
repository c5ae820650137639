package org.outpub.publish.sources.asterisk;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.NearestName;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.publish.config.AsteriskServer;
import org.outpub.publish.config.TlsOptions;
import org.outpub.sorcery.ini.IniFile;
import org.outpub.sorcery.ini.text.IniDocument;
import org.outpub.sorcery.ini.text.IniSection;

/**
 * What an Asterisk's {@code manager.conf} says of one user: how to log in, and whether that user is told and may ask
 * what is needed. Immutable. Its text form shows no secret.
 *
 * @param server to be followed; null if the file or the user is of no use
 * @param problems each with its line
 */
public record ManagerConf(@Nullable AsteriskServer server, List<ConfigProblem> problems) {
    private static final String GENERAL = "general";
    private static final String WANTED_READ = "read=call,reporting,system";
    private static final String WANTED_WRITE = "write=call,reporting";

    /** Copies the list. */
    public ManagerConf {
        problems = List.copyOf(problems);
    }

    /**
     * Reads a file.
     *
     * @param file a {@code manager.conf}
     * @param address where its Asterisk is; without a port, the file says which
     * @param user whose section; null for the only one, or else {@code outpub}
     * @return what it says
     */
    public static ManagerConf read(Path file, HostAndPort address, @Nullable String user) {
        IniDocument document = IniFile.read(file).document();
        List<ConfigProblem> problems = new ArrayList<>(document.problems());
        List<ObjectSet> sections = document.sections().stream()
                .filter(section -> !section.template())
                .map(IniSection::values)
                .toList();
        if (document.isDamaged()) {
            return new ManagerConf(null, problems);
        }
        ObjectSet general = sections.stream()
                .filter(section -> section.id().equalsIgnoreCase(GENERAL))
                .findFirst()
                .orElse(null);
        List<ObjectSet> users = sections.stream()
                .filter(section -> !section.id().equalsIgnoreCase(GENERAL))
                .toList();
        Optional<ObjectSet> chosen = choose(users, user);
        if (chosen.isEmpty()) {
            problems.add(ConfigProblem.error(Origin.of(file), noSuchUser(users, user)));
            return new ManagerConf(null, problems);
        }
        ObjectSet section = chosen.get();
        checkGeneral(file, general, problems);
        checkUser(section, problems);
        if (last(section, "secret").isEmpty()) {
            return new ManagerConf(null, problems);
        }
        return new ManagerConf(server(file, address, general, section), problems);
    }

    private static Optional<ObjectSet> choose(List<ObjectSet> users, @Nullable String user) {
        if (user == null && users.size() == 1) {
            return Optional.of(users.get(0));
        }
        String name = user == null ? "outpub" : user;
        return users.stream().filter(section -> section.id().equals(name)).findFirst();
    }

    private static String noSuchUser(List<ObjectSet> users, @Nullable String user) {
        List<String> names = users.stream().map(ObjectSet::id).sorted().toList();
        if (user == null) {
            return names.isEmpty()
                    ? "there is no user in it; add a section [outpub] with a secret, " + WANTED_READ + " and "
                            + WANTED_WRITE
                    : "it has several users and none is called outpub; choose one with --asterisk-user: "
                            + names.stream().limit(10).collect(Collectors.joining(", "));
        }
        String hint = NearestName.hint(user, names);
        return "there is no user '" + user + "' in it" + (hint.isEmpty() ? "" : "; " + hint);
    }

    private static AsteriskServer server(Path file, HostAndPort address, @Nullable ObjectSet general, ObjectSet user) {
        boolean offered = general != null && isYes(last(general, "tlsenable"));
        int tlsPort = port(general, "tlsbindaddr", AsteriskServer.TLS_PORT);
        boolean tls = offered && address.getPortOrDefault(0) == tlsPort;
        int port = address.getPortOrDefault(
                general == null ? AsteriskServer.PORT : number(last(general, "port"), AsteriskServer.PORT));
        AsteriskServer server = AsteriskServer.of(
                        "manager.conf", address.getHost(), port, user.id(), last(user, "secret"))
                .withPlace(user.origin() + ": [" + user.id() + "]");
        return tls ? server.withTls(tls(file, address, general)) : server;
    }

    /** Its own certificate is the one to trust, as most have signed theirs themselves. */
    private static TlsOptions tls(Path file, HostAndPort address, @Nullable ObjectSet general) {
        String trusted = general == null ? "" : last(general, "tlscafile");
        if (trusted.isEmpty() && general != null) {
            trusted = last(general, "tlscertfile");
        }
        Path ca = trusted.isEmpty() ? null : file.resolveSibling(trusted);
        return TlsOptions.toServer(ca != null && Files.isReadable(ca) ? ca : null, !isLoopback(address.getHost()));
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost")
                || InetAddresses.isInetAddress(host)
                        && InetAddresses.forString(host).isLoopbackAddress();
    }

    private static void checkGeneral(Path file, @Nullable ObjectSet general, List<ConfigProblem> problems) {
        if (general == null || !isYes(last(general, "enabled"))) {
            problems.add(ConfigProblem.warning(
                    general == null ? Origin.of(file) : place(general, "enabled"),
                    "the manager interface is off; add enabled=yes to [general]"));
        }
    }

    private static void checkUser(ObjectSet user, List<ConfigProblem> problems) {
        String who = "user '" + user.id() + "': ";
        if (last(user, "secret").isEmpty()) {
            problems.add(
                    ConfigProblem.error(user.origin(), who + "there is no secret; nobody can log in as this user"));
        }
        List<String> read = classes(last(user, "read"));
        if (!has(read, "call")) {
            problems.add(ConfigProblem.error(
                    place(user, "read"), who + "no state is told to it, as read= lacks call; expected " + WANTED_READ));
        } else if (!has(read, "system")) {
            problems.add(ConfigProblem.warning(
                    place(user, "read"),
                    who
                            + "reloads, and that Asterisk has booted, are not told to it, as read= lacks system, so what is gone"
                            + " is noticed later; expected " + WANTED_READ));
        }
        List<String> write = classes(last(user, "write"));
        if (!has(write, "call") && !has(write, "reporting")) {
            problems.add(ConfigProblem.error(
                    place(user, "write"),
                    who + "it may not ask for the lists, as write= lacks call and reporting; expected "
                            + WANTED_WRITE));
        }
        for (int i = 0; i < user.size(); i++) {
            String name = user.name(i).toLowerCase(Locale.ROOT);
            if (name.equals("eventfilter") || name.startsWith("eventfilter(")) {
                problems.add(ConfigProblem.warning(
                        user.origin(i),
                        who + "eventfilter hides events from it; what must come are DeviceStateChange, ExtensionStatus,"
                                + " PresenceStatus, MessageWaiting, FullyBooted, Reload and Shutdown"));
            }
        }
    }

    private static List<String> classes(String text) {
        return Arrays.stream(text.toLowerCase(Locale.ROOT).split(","))
                .map(String::strip)
                .toList();
    }

    private static boolean has(List<String> classes, String one) {
        return classes.contains(one) || classes.contains("all");
    }

    private static boolean isYes(String text) {
        return List.of("yes", "true", "y", "t", "1", "on").contains(text.toLowerCase(Locale.ROOT));
    }

    private static int port(@Nullable ObjectSet general, String option, int usual) {
        String text = general == null ? "" : last(general, option);
        int colon = text.lastIndexOf(':');
        return colon < 0 ? usual : number(text.substring(colon + 1), usual);
    }

    private static int number(String text, int usual) {
        try {
            int port = Integer.parseInt(text);
            return port > 0 && port < 65536 ? port : usual;
        } catch (NumberFormatException none) {
            return usual;
        }
    }

    private static String last(ObjectSet section, String option) {
        String value = "";
        for (int i = 0; i < section.size(); i++) {
            if (section.name(i).equalsIgnoreCase(option)) {
                value = section.value(i).strip();
            }
        }
        return value;
    }

    private static Origin place(ObjectSet section, String option) {
        Origin place = section.origin();
        for (int i = 0; i < section.size(); i++) {
            if (section.name(i).equalsIgnoreCase(option)) {
                place = section.origin(i);
            }
        }
        return place;
    }
}

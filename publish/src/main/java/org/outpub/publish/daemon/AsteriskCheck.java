package org.outpub.publish.daemon;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.publish.config.AsteriskServer;
import org.outpub.publish.config.ConfigurationFiles;
import org.outpub.publish.config.OutboundPublish;
import org.outpub.publish.sources.asterisk.AsteriskProbe;
import org.outpub.publish.sources.asterisk.AsteriskStatus;
import org.outpub.publish.sources.asterisk.ManagerConf;
import org.outpub.publish.sources.packages.EventPackages;
import org.outpub.sorcery.ini.IniFile;

/**
 * What {@code check --asterisk} finds: at the running Asterisk, in its {@code manager.conf}, and who publishes.
 *
 * @param problems each with its place
 * @param lines for people
 */
record AsteriskCheck(List<ConfigProblem> problems, List<String> lines) {
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final String PUBLISHER = "res_pjsip_outbound_publish.so";
    /** In the words of the table in docs/asterisk.md. */
    private static final List<String> NOT_TOLD = List.of(
            "what a manager interface does not tell, and so is not published:",
            "  who calls: documents of ringing extensions name no caller, as Asterisk's own",
            "  hints of patterns (_2XX) that nobody has asked Asterisk for yet",
            "  a list of mailboxes: they are learned from MWI: hints, mailboxes= of type=asterisk, and events",
            "  names that are not UTF-8, and what other servers share with this Asterisk under their own eid");

    static AsteriskCheck look(ManagerConf conf, ConfigurationFiles files, Sorcery sorcery) {
        List<ConfigProblem> problems = new ArrayList<>(conf.problems());
        List<String> lines = new ArrayList<>();
        AsteriskServer server = conf.server();
        if (server != null) {
            AsteriskProbe probe = quietly(server);
            AsteriskStatus status = probe.status();
            if (status.upToDate()) {
                lines.add("Asterisk " + (status.version().isEmpty() ? "" : status.version() + " ") + "at "
                        + status.address()
                        + (status.startedAt().isEmpty() ? "" : ", started " + status.startedAt())
                        + ": " + status.counts());
                for (OutboundPublish publish : sorcery.retrieveAll(OutboundPublish.TYPE)) {
                    EventPackages.planned(publish.event(), publish.multiUser(), publish.extended(), probe.states())
                            .ifPresent(planned -> lines.add("  " + publish.id() + ": " + planned));
                }
                lines.addAll(NOT_TOLD);
            } else {
                problems.add(ConfigProblem.error(
                        Origin.of(server.address(), 0),
                        status.trouble().isEmpty() ? "Asterisk does not answer" : status.trouble()));
            }
        }
        problems.addAll(publishedTwice(files, sorcery));
        return new AsteriskCheck(problems, lines);
    }

    /** What it would log is printed with the rest. */
    private static AsteriskProbe quietly(AsteriskServer server) {
        Logger log = Logger.getLogger(AsteriskProbe.class.getPackageName());
        Level before = log.getLevel();
        log.setLevel(Level.OFF);
        try {
            return AsteriskProbe.look(server, LONGEST);
        } finally {
            log.setLevel(before);
        }
    }

    /** Whether the Asterisk that the files belong to publishes the same sections. */
    private static List<ConfigProblem> publishedTwice(ConfigurationFiles files, Sorcery sorcery) {
        Path own = files.folder().resolve("pjsip.conf");
        if (!Files.isReadable(own) || isNotLoaded(files.folder().resolve("modules.conf"))) {
            return List.of();
        }
        List<Path> read = IniFile.read(own).files().keySet().stream()
                .map(AsteriskCheck::real)
                .toList();
        for (OutboundPublish publish : sorcery.retrieveAll(OutboundPublish.TYPE)) {
            Origin place = sorcery.retrieveSet(OutboundPublish.TYPE, publish.id())
                    .orElseThrow()
                    .origin();
            if (read.contains(real(Path.of(place.source())))) {
                return List.of(ConfigProblem.warning(
                        place,
                        "Asterisk reads outbound-publish sections in this file too, and so both publish: move them to a"
                                + " file that " + own + " does not include, such as outpub.conf, and run Outpub with"
                                + " --config " + files.folder().resolve("outpub.conf")
                                + " (docs/asterisk.md); pjsip reload in Asterisk"));
            }
        }
        return List.of();
    }

    private static Path real(Path file) {
        return file.toAbsolutePath().normalize();
    }

    private static boolean isNotLoaded(Path modules) {
        if (!Files.isReadable(modules)) {
            return false;
        }
        return IniFile.read(modules).document().sections().stream().anyMatch(section -> {
            for (int i = 0; i < section.values().size(); i++) {
                if (section.values().name(i).toLowerCase(Locale.ROOT).equals("noload")
                        && section.values().value(i).strip().startsWith(PUBLISHER.replace(".so", ""))) {
                    return true;
                }
            }
            return false;
        });
    }
}

package org.outpub.publish.wire.tls;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.config.TlsOptions;
import org.outpub.publish.config.Transport;

/** Finds TLS transports whose files cannot be used. */
public final class TlsProblems {
    private TlsProblems() {}

    /**
     * Checks all {@code transport} objects. Reads their files.
     *
     * @param sorcery holds them
     * @return problems in the order of the objects
     */
    public static List<ConfigProblem> check(Sorcery sorcery) {
        List<ConfigProblem> problems = new ArrayList<>();
        for (Transport transport : sorcery.retrieveAll(Transport.TYPE)) {
            if (transport.protocol() == Protocol.TLS) {
                try {
                    TlsContext.load(transport.tls(), null);
                } catch (IOException refused) {
                    String reason = String.valueOf(refused.getMessage());
                    problems.add(ConfigProblem.error(
                            place(sorcery, transport, reason), "transport '" + transport.id() + "': " + reason));
                }
                tellUnverified(sorcery, transport, problems);
            }
        }
        return problems;
    }

    /** Asterisk's default is not to look whom one talks to; that is kept, but not in silence. */
    private static void tellUnverified(Sorcery sorcery, Transport transport, List<ConfigProblem> problems) {
        TlsOptions tls = transport.tls();
        if (tls.verifyServer()) {
            return;
        }
        ObjectSet set = sorcery.retrieveSet(Transport.TYPE, transport.id()).orElseThrow();
        String about = "transport '" + transport.id() + "': ";
        boolean meant = set.entries().stream().anyMatch(entry -> entry.name().equalsIgnoreCase("verify_server"));
        if (meant) {
            problems.add(ConfigProblem.notice(
                    place(sorcery, transport, "verify_server"),
                    about + "with verify_server=no, whoever is on the way can pass for a server"));
        } else if (!tls.verifyClient() && (tls.caListFile() != null || tls.caListPath() != null)) {
            problems.add(ConfigProblem.warning(
                    place(sorcery, transport, "ca_list_"),
                    about + "authorities are listed, but servers are not checked; add verify_server=yes"));
        } else {
            problems.add(ConfigProblem.warning(
                    set.origin(),
                    about + "servers' certificates are not checked, as is Asterisk's default, so whoever is on the way"
                            + " can pass for a server; add verify_server=yes, or verify_server=no if that is meant"));
        }
    }

    /** The option that the reason begins with. */
    private static Origin place(Sorcery sorcery, Transport transport, String reason) {
        ObjectSet set = sorcery.retrieveSet(Transport.TYPE, transport.id()).orElseThrow();
        for (int i = set.size() - 1; i >= 0; i--) {
            if (reason.startsWith(set.name(i)) || set.name(i).startsWith(reason)) {
                return set.origin(i);
            }
        }
        return set.origin();
    }
}

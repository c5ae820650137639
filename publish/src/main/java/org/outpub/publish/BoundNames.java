package org.outpub.publish;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.publish.config.References;
import org.outpub.publish.config.Transport;

/** Names in {@code bind}, of which the machine says whether they have an address: what is mistyped may be one. */
final class BoundNames {
    private BoundNames() {}

    /** Looks all of them up. Waits for name servers. */
    static List<ConfigProblem> check(Sorcery sorcery) {
        List<ConfigProblem> problems = new ArrayList<>();
        for (Transport transport : sorcery.retrieveAll(Transport.TYPE)) {
            String name = transport.address();
            if (!InetAddresses.isInetAddress(name) && !isKnown(name)) {
                problems.add(ConfigProblem.warning(
                        References.place(sorcery, Transport.TYPE, transport, "bind"),
                        "transport '" + transport.id() + "': bind: no address is known here for '" + name
                                + "'; the transport stays closed until there is one"));
            }
        }
        return problems;
    }

    private static boolean isKnown(String name) {
        try {
            return InetAddress.getByName(name) != null;
        } catch (UnknownHostException unknown) {
            return false;
        }
    }
}

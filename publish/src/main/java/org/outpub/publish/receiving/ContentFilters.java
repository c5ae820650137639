package org.outpub.publish.receiving;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.outpub.publish.config.AsteriskPublication;

/** Which things {@code asterisk-publication} sections take; each filter is compiled once. Confined to one thread. */
final class ContentFilters {
    private final Map<String, Pattern> compiled = new HashMap<>();

    boolean take(AsteriskPublication content, boolean mailbox, String name) {
        boolean any = mailbox ? content.mailboxes() : content.devices();
        String filter = mailbox ? content.mailboxFilter() : content.deviceFilter();
        return any
                && (filter.isEmpty()
                        || compiled.computeIfAbsent(filter, AsteriskPublication::compile)
                                .matcher(name)
                                .find());
    }

    /** The sections may be others from now on. */
    void forget() {
        compiled.clear();
    }
}

package org.outpub.publish.sources.asterisk.ami;

import java.util.List;

/** What the parts of a session have it do. */
interface Orders {
    /**
     * Sends an action.
     *
     * @param action such as {@code Ping}
     * @param fields names and values by turns
     * @return the id that the answer will carry
     */
    String send(String action, List<String> fields);

    /** Tells the administrator, as in {@link SessionEffect.Tell}. */
    void tell(boolean warning, String text);
}

package org.outpub.publish.sources.asterisk.ami;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One round of asking for everything: the lists, then each mailbox, as there is no list of those, then a ping. Events that
 * were under way when a list was written have come once the ping is answered and a moment more has passed, as the far
 * end writes what waits before it looks at the next request. Confined to its owner's thread.
 *
 * <pre>
 * step      fact                                     next      to do
 * LISTS     all lists have ended, mailboxes to ask   COUNTS    ask for the first 64
 * LISTS     all lists have ended, no mailbox to ask  FENCE     ping
 * LISTS     a list is refused                        LISTS     tell; what it would say is not known
 * COUNTS    an answer, mailboxes left                COUNTS    ask for the next
 * COUNTS    the last answer                          FENCE     ping
 * FENCE     the ping is answered                     SETTLING  wait 0.2 s
 * SETTLING  that has passed                          DONE      the lists count
 * </pre>
 */
final class ListRound {
    private static final int MOST_QUESTIONS = 64;
    private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private final AsteriskStates states;
    private final boolean all;
    private final Orders orders;

    private final Map<String, String> lists = new HashMap<>();
    private final Map<String, String> questions = new HashMap<>();
    private final Deque<String> mailboxes = new ArrayDeque<>();
    private final Map<String, Integer> entries = new HashMap<>();
    private String fence = "";
    private Step step = Step.LISTS;
    private long settledAt;
    private boolean lacking;

    /** Where a round stands. */
    enum Step {
        /** Lists are asked for. */
        LISTS,
        /** Mailboxes are asked for. */
        COUNTS,
        /** The ping after them is under way. */
        FENCE,
        /** What may still come is waited for. */
        SETTLING
    }

    /**
     * Begins.
     *
     * @param states takes the entries
     * @param notes whether presence is asked for
     * @param all whether every mailbox is asked for, and not only those that nothing is known of
     * @param orders sends
     */
    ListRound(AsteriskStates states, boolean notes, boolean all, Orders orders) {
        this.states = states;
        this.all = all;
        this.orders = orders;
        states.listsAsked();
        ask("DeviceStateList", List.of());
        ask("ExtensionStateList", List.of());
        if (notes) {
            ask("PresenceStateList", List.of());
        }
        if (all) {
            ask("MWIGet", List.of("Mailbox", "/.*/"));
        }
    }

    private void ask(String list, List<String> fields) {
        lists.put(orders.send(list, fields), list);
    }

    /** Whether a message belongs to this round. */
    boolean owns(String id) {
        return lists.containsKey(id) || questions.containsKey(id) || id.equals(fence);
    }

    /**
     * Takes a message of this round.
     *
     * @return the name of a list that is refused, with the reason; empty if there is nothing to tell
     */
    Optional<String> heard(AmiMessage message, long now) {
        String id = message.get("ActionID");
        boolean refused = message.kind("Response").equalsIgnoreCase("Error");
        Optional<String> told = Optional.empty();
        if (id.equals(fence)) {
            step = Step.SETTLING;
            settledAt = now + SETTLE_NANOS;
        } else if (questions.containsKey(id)) {
            questions.remove(id);
            states.listedMailbox(message);
            askForMailboxes();
        } else if (refused) {
            told = refuse(lists.remove(id), message.get("Message"));
            listEnded();
        } else if (message.get("EventList").equalsIgnoreCase("Complete")) {
            complete(id, message.get("ListItems"));
            listEnded();
        } else if (!message.kind("Event").isEmpty()) {
            entries.merge(id, 1, Integer::sum);
            states.listed(message);
        }
        return told;
    }

    private Optional<String> refuse(@Nullable String list, String reason) {
        switch (list == null ? "" : list) {
            case "DeviceStateList" -> states.devicesNotListed();
            case "ExtensionStateList" -> states.extensionsNotListed();
            case "PresenceStateList" -> states.presenceNotListed();
            default -> {
                // mailboxes of a voice mail outside are told by a module that need not be there
                return Optional.empty();
            }
        }
        return Optional.of(list + ": " + reason);
    }

    private void complete(String id, String items) {
        lists.remove(id);
        lacking |= !items.equals(String.valueOf(entries.getOrDefault(id, 0)));
    }

    private void listEnded() {
        if (!lists.isEmpty()) {
            return;
        }
        step = Step.COUNTS;
        mailboxes.addAll(all ? states.unlistedMailboxes() : states.unknownMailboxes());
        askForMailboxes();
    }

    private void askForMailboxes() {
        while (questions.size() < MOST_QUESTIONS && !mailboxes.isEmpty()) {
            String mailbox = mailboxes.remove();
            questions.put(orders.send("MailboxCount", List.of("Mailbox", mailbox)), mailbox);
        }
        if (questions.isEmpty()) {
            step = Step.FENCE;
            fence = orders.send("Ping", List.of());
        }
    }

    /** Whether what the lists say counts now. */
    boolean isSettled(long now) {
        return step == Step.SETTLING && now - settledAt >= 0;
    }

    Step step() {
        return step;
    }

    long settledAt() {
        return settledAt;
    }

    /** Whether a list had other entries than it said, so that what it lacks says nothing. */
    boolean isLacking() {
        return lacking;
    }
}

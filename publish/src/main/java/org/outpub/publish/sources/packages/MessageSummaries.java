package org.outpub.publish.sources.packages;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublishClient;
import org.outpub.api.state.MessageCounts;
import org.outpub.api.state.PbxState;
import org.outpub.publish.sources.documents.MessageSummary;

/**
 * The package {@code message-summary} (RFC 3842). Either the mailboxes that {@code @mailboxes} names, added up, are the
 * one publication of the object, or, with {@code multi_user=yes}, each mailbox has one of its own.
 */
final class MessageSummaries implements EventPackage {
    private static final String MAILBOXES = "@mailboxes";
    private static final String FILTER = "@mailbox_state_filter";
    private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:[!-~&&[^<>\"]]+");
    private final PbxState pbx;
    private final LongAdder waiting;
    private final ClientMemory<UserPublications<String>> memory = new ClientMemory<>(UserPublications::new);
    /** The objects whose one publication was begun, so that other mailboxes without counts take it away. */
    private final Set<PublishClient> published =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    MessageSummaries(PbxState pbx, LongAdder waiting) {
        this.pbx = pbx;
        this.waiting = waiting;
    }

    @Override
    public String event() {
        return "message-summary";
    }

    @Override
    public boolean isAskedFor(OptionReader options) {
        return options.multiUser() || options.text("@mailboxes").isPresent();
    }

    @Override
    public Starter read(OptionReader options) {
        options.text("@body")
                .filter(type -> !type.equalsIgnoreCase(MessageSummary.CONTENT_TYPE))
                .ifPresent(type -> options.refuse(
                        "@body",
                        "'" + type + "' is no document of event=message-summary; expected "
                                + MessageSummary.CONTENT_TYPE + ", or to leave it out"));
        Optional<String> account = options.text("@message_account");
        account.filter(uri -> !URI.matcher(uri).matches())
                .ifPresent(uri -> options.refuse(
                        "@message_account", "'" + uri + "' is not a URI such as sip:voicemail@pbx.example"));
        return options.multiUser() ? ownPublications(options, account) : onePublication(options, account);
    }

    private Starter onePublication(OptionReader options, Optional<String> account) {
        Set<String> mailboxes =
                Set.copyOf(Stream.of(options.text(MAILBOXES).orElse("").split(","))
                        .map(String::strip)
                        .filter(mailbox -> !mailbox.isEmpty())
                        .toList());
        if (mailboxes.isEmpty()) {
            options.refuse(
                    MAILBOXES,
                    "event=message-summary needs it, unless multi_user=yes; expected mailboxes such as 1000@default,"
                            + " separated by commas");
        }
        if (options.text(FILTER).isPresent()) {
            options.refuse(FILTER, "needs multi_user=yes; expected " + MAILBOXES);
        }
        return client -> new TableFollower<>(
                pbx.mailboxes(),
                mailboxes::contains,
                new ChangeQueue<>(client.id(), waiting, mailbox -> publishSum(client, mailboxes, account.orElse(null))),
                published.contains(client) ? mailboxes : List.of(),
                null);
    }

    /** A publication is removed when the last of its mailboxes goes. */
    private CompletionStage<?> publishSum(PublishClient client, Set<String> mailboxes, @Nullable String account) {
        Optional<MessageCounts> sum = mailboxes.stream()
                .flatMap(mailbox -> pbx.mailboxes().get(mailbox).stream())
                .reduce(MessageCounts::plus);
        if (sum.isPresent()) {
            published.add(client);
            client.publish(MessageSummary.of(sum.get(), account));
        } else {
            client.remove();
        }
        return CompletableFuture.completedFuture(null);
    }

    private Starter ownPublications(OptionReader options, Optional<String> account) {
        if (options.text(MAILBOXES).isPresent()) {
            options.refuse(MAILBOXES, "does not go with multi_user=yes; expected " + FILTER);
        }
        Predicate<String> filter = options.filter(FILTER);
        return client -> begin(client, filter, account.orElse(null));
    }

    private Running begin(PublishClient client, Predicate<String> wanted, @Nullable String account) {
        UserPublications<String> users = memory.of(client);
        UserPublications.Content<String> content = new UserPublications.Content<>() {
            @Override
            public String user(String mailbox) {
                int at = mailbox.indexOf('@');
                return at < 0 ? mailbox : mailbox.substring(0, at);
            }

            @Override
            public boolean wants(String mailbox) {
                return wanted.test(mailbox) && pbx.mailboxes().get(mailbox).isPresent();
            }

            @Override
            public boolean versioned() {
                return false;
            }

            @Override
            public Optional<PublicationBody> document(String mailbox, PublishClient user, long version) {
                return pbx.mailboxes().get(mailbox).map(counts -> MessageSummary.of(counts, account));
            }
        };
        return new TableFollower<>(
                pbx.mailboxes(),
                wanted,
                new ChangeQueue<>(client.id(), waiting, mailbox -> users.show(mailbox, client, content)),
                users.keys(),
                null);
    }
}

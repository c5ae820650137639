package org.outpub.publish.sources.packages;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.outpub.api.publication.EventPublisherHandler;
import org.outpub.api.state.Extension;
import org.outpub.api.state.PbxState;

/** The event packages that come with Outpub. */
public final class EventPackages {
    private static final List<String> CONTENT = List.of("@content_file", "@content_dir");
    /** Every option of theirs. */
    private static final List<String> OPTIONS = List.of(
            "@body",
            "@context",
            "@device_state_filter",
            "@eid",
            "@exten",
            "@mailbox_state_filter",
            "@mailboxes",
            "@message_account",
            "@strict_body");

    /** To ask about options only: there is no state behind them. */
    private static final List<EventPackage> KNOWN = packages(
                    new PbxState(), EntityId.NONE, new LongAdder(), new PeerWishes())
            .toList();

    private EventPackages() {}

    /**
     * A handler for each package, to be registered as any other; none of them asks its peer.
     *
     * @param pbx what they publish
     * @param eid this server's entity id, for the packages of Asterisk's own
     * @param waiting counts the changes that wait for their publication
     * @return the handlers, as of the other method of this name
     */
    public static List<EventPublisherHandler> handlers(PbxState pbx, EntityId eid, LongAdder waiting) {
        return handlers(pbx, eid, waiting, new PeerWishes());
    }

    /**
     * A handler for each package, to be registered as any other.
     *
     * @param pbx what they publish
     * @param eid this server's entity id, for the packages of Asterisk's own
     * @param waiting counts the changes that wait for their publication
     * @param wishes says which publications ask their peer to tell all it knows
     * @return the handlers; none has a thread of its own: they publish on the threads that feed the state
     */
    public static List<EventPublisherHandler> handlers(
            PbxState pbx, EntityId eid, LongAdder waiting, PeerWishes wishes) {
        return packages(pbx, eid, waiting, wishes)
                .<EventPublisherHandler>map(PackageHandler::new)
                .toList();
    }

    /**
     * Says what keeps a package from publishing with an object's options, before it begins.
     *
     * @param event the object's event package
     * @param multiUser whether it says {@code multi_user=yes}
     * @param options its {@code @} options, names with their {@code @}
     * @return the problems, in the order of reading; empty if there are none, or no package here serves the object
     */
    public static List<OptionProblem> check(String event, boolean multiUser, Map<String, String> options) {
        OptionReader reader = new OptionReader(multiUser, name -> Optional.ofNullable(options.get(name)));
        KNOWN.stream()
                .filter(known -> known.event().equals(event))
                .filter(known -> serves(known, reader))
                .forEach(known -> known.read(reader));
        return reader.problems();
    }

    /**
     * The events that have a package.
     *
     * @return in no order
     */
    public static List<String> events() {
        return KNOWN.stream().map(EventPackage::event).toList();
    }

    /**
     * The options that packages read.
     *
     * @return names with their {@code @}
     */
    public static List<String> options() {
        return OPTIONS;
    }

    /**
     * The options that one package reads.
     *
     * @param event one of {@link #events}
     * @return names with their {@code @}; empty for another event
     */
    public static List<String> optionsOf(String event) {
        return switch (event) {
            case "asterisk-devicestate" -> List.of("@device_state_filter", "@eid");
            case "asterisk-mwi" -> List.of("@mailbox_state_filter", "@eid");
            case "presence", "dialog" -> List.of("@body", "@context", "@exten", "@strict_body");
            case "message-summary" -> List.of("@mailboxes", "@mailbox_state_filter", "@message_account");
            default -> List.of();
        };
    }

    /**
     * How many things a package would publish for an object.
     *
     * @param event the object's event package
     * @param multiUser whether it says {@code multi_user=yes}
     * @param options its {@code @} options, names with their {@code @}
     * @param pbx what there is
     * @return such as {@code 12 extensions}; empty if no package here serves the object, or not with these options
     */
    public static Optional<String> planned(String event, boolean multiUser, Map<String, String> options, PbxState pbx) {
        if (!serve(event, multiUser, options)
                || !check(event, multiUser, options).isEmpty()) {
            return Optional.empty();
        }
        OptionReader reader = new OptionReader(multiUser, name -> Optional.ofNullable(options.get(name)));
        return Optional.of(
                switch (event) {
                    case "asterisk-devicestate" ->
                        matching(pbx.ownDevices().keys(), reader.filter("@device_state_filter")) + " devices";
                    case "presence", "dialog" -> {
                        Predicate<String> context = reader.filter("@context");
                        Predicate<String> exten = reader.filter("@exten");
                        Predicate<Extension> both = one -> context.test(one.context()) && exten.test(one.exten());
                        yield matching(pbx.extensions().keys(), both) + " extensions";
                    }
                    case "asterisk-mwi" ->
                        matching(pbx.ownMailboxes().keys(), reader.filter("@mailbox_state_filter")) + " mailboxes";
                    default ->
                        reader.text("@mailboxes").isPresent()
                                ? "1 document of the mailboxes it names"
                                : matching(pbx.mailboxes().keys(), reader.filter("@mailbox_state_filter"))
                                        + " mailboxes";
                });
    }

    private static <K> long matching(List<K> keys, Predicate<K> filter) {
        return keys.stream().filter(filter).count();
    }

    /**
     * Whether a package publishes for an object.
     *
     * @param event the object's event package
     * @param multiUser whether it says {@code multi_user=yes}
     * @param options its {@code @} options, names with their {@code @}
     * @return false if its state comes from elsewhere
     */
    public static boolean serve(String event, boolean multiUser, Map<String, String> options) {
        OptionReader reader = new OptionReader(multiUser, name -> Optional.ofNullable(options.get(name)));
        return KNOWN.stream().anyMatch(known -> known.event().equals(event) && serves(known, reader));
    }

    /** Files that hold the state go before a package, and without its options nobody asked for it. */
    static boolean serves(EventPackage known, OptionReader options) {
        boolean files = CONTENT.stream().anyMatch(option -> options.text(option).isPresent());
        return !files && known.isAskedFor(options);
    }

    private static Stream<EventPackage> packages(PbxState pbx, EntityId eid, LongAdder waiting, PeerWishes wishes) {
        return Stream.of(
                EventStream.deviceStates(pbx, eid, waiting, wishes),
                EventStream.mailboxStates(pbx, eid, waiting, wishes),
                new ExtensionStates("presence", pbx, waiting),
                new ExtensionStates("dialog", pbx, waiting),
                new MessageSummaries(pbx, waiting));
    }
}

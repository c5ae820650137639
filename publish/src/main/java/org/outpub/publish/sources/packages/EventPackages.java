package org.outpub.publish.sources.packages;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.outpub.api.publication.EventPublisherHandler;
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
    private static final List<EventPackage> KNOWN =
            packages(new PbxState(), EntityId.NONE, new LongAdder()).toList();

    private EventPackages() {}

    /**
     * A handler for each package, to be registered as any other.
     *
     * @param pbx what they publish
     * @param eid this server's entity id, for the packages of Asterisk's own
     * @param waiting counts the changes that wait for their publication
     * @return the handlers; none has a thread of its own: they publish on the threads that feed the state
     */
    public static List<EventPublisherHandler> handlers(PbxState pbx, EntityId eid, LongAdder waiting) {
        return packages(pbx, eid, waiting)
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

    private static Stream<EventPackage> packages(PbxState pbx, EntityId eid, LongAdder waiting) {
        return Stream.of(
                EventStream.deviceStates(pbx, eid, waiting),
                EventStream.mailboxStates(pbx, eid, waiting),
                new ExtensionStates("presence", pbx, waiting),
                new ExtensionStates("dialog", pbx, waiting),
                new MessageSummaries(pbx, waiting));
    }
}

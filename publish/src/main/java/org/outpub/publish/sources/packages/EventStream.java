package org.outpub.publish.sources.packages;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublishClient;
import org.outpub.api.state.DeviceState;
import org.outpub.api.state.MessageCounts;
import org.outpub.api.state.PbxState;
import org.outpub.api.state.StateTable;
import org.outpub.publish.sources.documents.AsteriskDocuments;

/**
 * A package whose documents are changes of many things in one publication: {@code asterisk-devicestate} and {@code
 * asterisk-mwi}. Each document takes the last one's place at the server, so the next goes out only when the server has
 * the last, and none is lost; of a thing that changes meanwhile, the newest state counts.
 *
 * @param <V> the state of a thing
 * @param event the event package
 * @param filterOption the option whose regular expression a thing's name must match
 * @param states of all things
 * @param eid of this server, unless the publication has an {@code @eid} of its own
 * @param waiting counts the changes that wait
 * @param document writes a thing's state, as told by the server of an entity id
 * @param gone the state in which a thing is told that is not there any more, or that a filter leaves out from now on
 * @param memory of what each publication's server was told of
 * @param wishes says which publications ask their peer
 */
record EventStream<V>(
        String event,
        String filterOption,
        StateTable<String, V> states,
        EntityId eid,
        LongAdder waiting,
        Document<V> document,
        V gone,
        ClientMemory<ToldThings> memory,
        PeerWishes wishes)
        implements EventPackage {
    /** In the place of a thing's name, which is never empty: the peer is to tell everything. */
    private static final String WISH = "";

    /** Writes a document. */
    interface Document<V> {
        PublicationBody of(String name, V state, String eid);
    }

    static EventPackage deviceStates(PbxState pbx, EntityId eid, LongAdder waiting, PeerWishes wishes) {
        return new EventStream<DeviceState>(
                "asterisk-devicestate",
                "@device_state_filter",
                pbx.ownDevices(),
                eid,
                waiting,
                AsteriskDocuments::deviceState,
                DeviceState.UNKNOWN,
                new ClientMemory<>(ToldThings::new),
                wishes);
    }

    static EventPackage mailboxStates(PbxState pbx, EntityId eid, LongAdder waiting, PeerWishes wishes) {
        return new EventStream<MessageCounts>(
                "asterisk-mwi",
                "@mailbox_state_filter",
                pbx.ownMailboxes(),
                eid,
                waiting,
                AsteriskDocuments::mailboxState,
                MessageCounts.NONE,
                new ClientMemory<>(ToldThings::new),
                wishes);
    }

    @Override
    public boolean isAskedFor(OptionReader options) {
        return true;
    }

    @Override
    public Starter read(OptionReader options) {
        if (options.multiUser()) {
            options.refuse("multi_user", "event=" + event + " is one publication for all; expected no");
        }
        Predicate<String> filter = options.filter(filterOption);
        String teller = eid(options).text();
        return client -> begin(client, filter, teller);
    }

    private EntityId eid(OptionReader options) {
        Optional<String> own = options.text("@eid");
        if (own.isEmpty()) {
            return eid;
        }
        return EntityId.parse(own.get()).orElseGet(() -> {
            options.refuse("@eid", "'" + own.get() + "' is not six octets such as 00:1b:63:84:45:e6");
            return eid;
        });
    }

    private Running begin(PublishClient client, Predicate<String> filter, String teller) {
        ToldThings told = memory.of(client);
        ChangeQueue<String> queue =
                new ChangeQueue<>(client.id(), waiting, name -> publish(client, filter, teller, told, name));
        Runnable asking = () -> queue.add(WISH);
        return new AskingToo(
                new TableFollower<>(states, filter, queue, told.names(), told::lost), client.id(), asking, wishes);
    }

    private CompletionStage<?> publish(
            PublishClient client, Predicate<String> filter, String teller, ToldThings told, String name) {
        if (name.equals(WISH)) {
            told.somethingElse();
            return client.publish(AsteriskDocuments.refresh(teller));
        }
        Optional<V> state = filter.test(name) ? states.get(name) : Optional.empty();
        if (state.isPresent()) {
            told.told(name);
            return client.publish(document.of(name, state.get(), teller));
        }
        return told.gone(name)
                ? client.publish(document.of(name, gone, teller))
                : CompletableFuture.completedFuture(null);
    }

    /** A follower whose peer may be asked as well, from its start to its end. */
    private record AskingToo(Running follower, String publication, Runnable asking, PeerWishes wishes)
            implements Running {
        @Override
        public void start() {
            follower.start();
            wishes.begun(publication, asking);
        }

        @Override
        public void dump(boolean all) {
            follower.dump(all);
        }

        @Override
        public void stop() {
            wishes.ended(publication, asking);
            follower.stop();
        }
    }
}

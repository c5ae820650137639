package org.outpub.publish.sources.packages;

import java.util.List;
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
 */
record EventStream<V>(
        String event,
        String filterOption,
        StateTable<String, V> states,
        EntityId eid,
        LongAdder waiting,
        Document<V> document)
        implements EventPackage {
    /** Writes a document. */
    interface Document<V> {
        PublicationBody of(String name, V state, String eid);
    }

    static EventPackage deviceStates(PbxState pbx, EntityId eid, LongAdder waiting) {
        return new EventStream<DeviceState>(
                "asterisk-devicestate",
                "@device_state_filter",
                pbx.devices(),
                eid,
                waiting,
                AsteriskDocuments::deviceState);
    }

    static EventPackage mailboxStates(PbxState pbx, EntityId eid, LongAdder waiting) {
        return new EventStream<MessageCounts>(
                "asterisk-mwi",
                "@mailbox_state_filter",
                pbx.mailboxes(),
                eid,
                waiting,
                AsteriskDocuments::mailboxState);
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
        return client -> new TableFollower<>(
                states,
                filter,
                new ChangeQueue<>(client.id(), waiting, name -> publish(client, name, teller)),
                List.of(),
                true);
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

    private CompletionStage<?> publish(PublishClient client, String name, String teller) {
        Optional<V> state = states.get(name);
        return state.isPresent()
                ? client.publish(document.of(name, state.get(), teller))
                : CompletableFuture.completedFuture(null);
    }
}

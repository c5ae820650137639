package org.outpub.publish.sources.packages;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublishClient;
import org.outpub.api.sorcery.type.NearestName;
import org.outpub.api.state.Extension;
import org.outpub.api.state.PbxState;
import org.outpub.publish.sources.documents.ExtensionDocument;
import org.outpub.publish.sources.documents.ExtensionDocumentWriter;
import org.outpub.publish.sources.documents.ExtensionView;

/**
 * A package that gives each extension a publication of its own: {@code presence} and {@code dialog}, as Asterisk's
 * extension state publisher, but beginning with what the extensions are doing already.
 */
final class ExtensionStates implements EventPackage {
    private static final List<String> OPTIONS = List.of("@body", "@context", "@exten");
    private final String event;
    private final PbxState pbx;
    private final LongAdder waiting;
    private final boolean versioned;
    private final ClientMemory<UserPublications<Extension>> memory = new ClientMemory<>(UserPublications::new);

    /**
     * A package.
     *
     * @param event one that {@link ExtensionDocument} has kinds for
     * @param pbx whose extensions
     * @param waiting counts the changes that wait
     */
    ExtensionStates(String event, PbxState pbx, LongAdder waiting) {
        this.event = event;
        this.pbx = pbx;
        this.waiting = waiting;
        this.versioned = ExtensionDocument.ofEvent(event).stream().anyMatch(ExtensionDocument::versioned);
    }

    @Override
    public String event() {
        return event;
    }

    @Override
    public boolean isAskedFor(OptionReader options) {
        return OPTIONS.stream().anyMatch(option -> options.text(option).isPresent());
    }

    @Override
    public Starter read(OptionReader options) {
        if (!options.multiUser()) {
            options.refuse("multi_user", "each extension is published as a user of its own; expected yes");
        }
        Predicate<String> context = options.filter("@context");
        Predicate<String> exten = options.filter("@exten");
        Optional<ExtensionDocumentWriter> writer = writer(options);
        return client -> begin(
                client,
                extension -> context.test(extension.context()) && exten.test(extension.exten()),
                writer.orElseThrow());
    }

    private Optional<ExtensionDocumentWriter> writer(OptionReader options) {
        boolean strict = options.yesNo("@strict_body");
        List<ExtensionDocument> kinds = ExtensionDocument.ofEvent(event);
        List<String> types = kinds.stream().map(ExtensionDocument::contentType).toList();
        String wanted = options.text("@body").orElse("").toLowerCase(Locale.ROOT);
        int kind = types.indexOf(wanted);
        if (kind < 0) {
            options.refuse("@body", unknownType(wanted, types));
            return Optional.empty();
        }
        if (!strict) {
            return Optional.of(kinds.get(kind).deployed());
        }
        Optional<ExtensionDocumentWriter> writer = kinds.get(kind).strict();
        if (writer.isEmpty()) {
            options.refuse("@strict_body", wanted + " has no schema to be strict to; expected no");
        }
        return writer;
    }

    private String unknownType(String wanted, List<String> types) {
        String expected = "expected " + String.join(" or ", types);
        if (wanted.isEmpty()) {
            return "event=" + event + " needs it to know which document to publish; " + expected;
        }
        String hint = NearestName.hint(wanted, types);
        return "'" + wanted + "' is no document of event=" + event + "; " + (hint.isEmpty() ? expected : hint);
    }

    private Running begin(PublishClient client, Predicate<Extension> wanted, ExtensionDocumentWriter writer) {
        UserPublications<Extension> users = memory.of(client);
        UserPublications.Content<Extension> content = new UserPublications.Content<>() {
            @Override
            public String user(Extension extension) {
                return extension.exten();
            }

            @Override
            public boolean wants(Extension extension) {
                return wanted.test(extension) && pbx.extensions().get(extension).isPresent();
            }

            @Override
            public boolean versioned() {
                return versioned;
            }

            @Override
            public Optional<PublicationBody> document(Extension extension, PublishClient user, long version) {
                return pbx.extensions()
                        .get(extension)
                        .map(state -> new ExtensionView(extension.exten(), user.fromUri(), user.toUri(), state))
                        .map(view -> writer.write(view, version));
            }
        };
        return new TableFollower<>(
                pbx.extensions(),
                wanted,
                new ChangeQueue<>(client.id(), waiting, extension -> users.show(extension, client, content)),
                users.keys(),
                null);
    }
}

package org.outpub.publish.sources.documents;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationBody;

/** The kinds of document about an extension, for {@code @body} to choose from. */
public enum ExtensionDocument {
    /** PIDF (RFC 3863). */
    PIDF(
            "application/pidf+xml",
            "presence",
            (view, version) -> Pidf.deployed(view),
            (view, version) -> Pidf.strict(view)),
    /** The draft that came before PIDF. */
    XPIDF("application/xpidf+xml", "presence", (view, version) -> Xpidf.deployed(view), null),
    /** The same under another name. */
    CPIM_PIDF("application/cpim-pidf+xml", "presence", (view, version) -> Xpidf.deployed(view), null),
    /** Dialog information (RFC 4235). */
    DIALOG_INFO("application/dialog-info+xml", "dialog", DialogInfo::deployed, DialogInfo::strict);

    private final String contentType;
    private final String event;
    private final Form deployed;
    private final @Nullable Form strict;

    private interface Form {
        XmlElement document(ExtensionView view, long version);
    }

    ExtensionDocument(String contentType, String event, Form deployed, @Nullable Form strict) {
        this.contentType = contentType;
        this.event = event;
        this.deployed = deployed;
        this.strict = strict;
    }

    /**
     * The kinds that an event package knows.
     *
     * @param event {@code presence} or {@code dialog}
     * @return the kinds, the most common first; none for another event
     */
    public static List<ExtensionDocument> ofEvent(String event) {
        return Stream.of(values()).filter(kind -> kind.event.equals(event)).toList();
    }

    /**
     * What it is on the wire.
     *
     * @return such as {@code application/pidf+xml}
     */
    public String contentType() {
        return contentType;
    }

    /**
     * Whether its documents carry a version, and so differ even where they say the same.
     *
     * @return true for dialog information
     */
    public boolean versioned() {
        return this == DIALOG_INFO;
    }

    /**
     * The documents as they are deployed.
     *
     * @return writes them
     */
    public ExtensionDocumentWriter deployed() {
        return writer(deployed);
    }

    /**
     * The documents as their RFC has them.
     *
     * @return writes them; empty if the kind has no schema to be strict to
     */
    public Optional<ExtensionDocumentWriter> strict() {
        return Optional.ofNullable(strict).map(this::writer);
    }

    private ExtensionDocumentWriter writer(Form form) {
        return (view, version) ->
                PublicationBody.of(contentType, form.document(view, version).toDocument());
    }
}

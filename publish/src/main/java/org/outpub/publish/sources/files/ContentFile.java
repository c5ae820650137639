package org.outpub.publish.sources.files;

import org.outpub.api.publication.PublishClient;
import org.outpub.publish.config.ContentSource;

/** A publication whose state is one file. */
final class ContentFile implements ContentPublication {
    private final ContentSource source;
    private final Document document;

    ContentFile(PublishClient client, ContentSource source) {
        this.source = source;
        this.document = new Document(source.path(), source.contentType(), client);
    }

    @Override
    public ContentSource source() {
        return source;
    }

    @Override
    public void look() {
        document.look();
    }
}

package org.outpub.publish.sources.files;

import java.nio.file.Path;
import java.util.List;
import org.outpub.api.publication.PublishClient;
import org.outpub.publish.config.ContentSource;
import org.outpub.sorcery.file.Disk;

/** A publication whose state is one file. */
final class ContentFile implements ContentPublication {
    private final String id;
    private final Document document;

    ContentFile(PublishClient client, ContentSource source, boolean takesOver, Disk disk, FewLines lines) {
        this.id = client.id();
        this.document = new Document(source.path(), source.contentType(), client, takesOver, disk, lines);
    }

    @Override
    public List<Path> watched() {
        return List.of(document.file());
    }

    @Override
    public boolean look() {
        return document.look();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String problem() {
        return document.problem();
    }
}

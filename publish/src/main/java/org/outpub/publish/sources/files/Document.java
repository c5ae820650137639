package org.outpub.publish.sources.files;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublishClient;

/**
 * One file and what of it was published last. What cannot be published (an empty file, one that is too large or cannot
 * be read) leaves what is published as it is, and is told once.
 */
final class Document {
    /** A PUBLISH must fit into a datagram together with its headers. */
    private static final int LARGEST = 60_000;

    private static final Logger LOG = System.getLogger(Document.class.getName());
    private final Path file;
    private final String contentType;
    private final PublishClient client;
    private Stamp seen = Stamp.NEVER;

    private record Stamp(
            boolean exists,
            long size,
            @Nullable FileTime modified,
            @Nullable Object key) {
        static final Stamp NEVER = new Stamp(false, -1, null, null);
        static final Stamp ABSENT = new Stamp(false, 0, null, null);
    }

    Document(Path file, String contentType, PublishClient client) {
        this.file = file;
        this.contentType = contentType;
        this.client = client;
    }

    synchronized void look() {
        try {
            Stamp now = stamp();
            if (now.equals(seen)) {
                return;
            }
            if (now.exists) {
                publish();
            } else {
                withdraw();
            }
            seen = now;
        } catch (IOException unreadable) {
            LOG.log(
                    Level.WARNING,
                    "{0}: {1} cannot be read ({2}); what is published stays",
                    client.id(),
                    file,
                    unreadable);
        }
    }

    private Stamp stamp() throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (attributes.isDirectory()) {
                throw new IOException("it is a folder");
            }
            return new Stamp(true, attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
        } catch (NoSuchFileException absent) {
            return Stamp.ABSENT;
        }
    }

    private void publish() throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LARGEST + 1);
        } catch (NoSuchFileException deletedMeanwhile) {
            withdraw();
            return;
        }
        if (bytes.length == 0 || bytes.length > LARGEST) {
            String fault = bytes.length == 0 ? "is empty" : "is larger than " + LARGEST + " bytes";
            LOG.log(Level.WARNING, "{0}: {1} {2}; what is published stays", client.id(), file, fault);
            return;
        }
        client.publish(PublicationBody.of(contentType, bytes));
    }

    /** Also at the first look: the file may have been published before configuration changed. */
    private void withdraw() {
        LOG.log(Level.INFO, "{0}: {1} does not exist; nothing is published until it does", client.id(), file);
        client.remove();
    }
}

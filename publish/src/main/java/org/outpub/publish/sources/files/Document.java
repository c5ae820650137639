package org.outpub.publish.sources.files;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublishClient;
import org.outpub.sorcery.file.Disk;
import org.outpub.sorcery.file.FileBytes;
import org.outpub.sorcery.file.Look;
import org.outpub.sorcery.file.Look.Kind;

/**
 * One file and what of it was published last. What cannot be published (an empty file, one that is too large or cannot
 * be read, one whose folder is gone) leaves what is published as it is, and is told once.
 */
final class Document {
    /** A PUBLISH must fit into a datagram together with its headers. */
    static final int LARGEST = 60_000;

    private static final Logger LOG = System.getLogger(Document.class.getName());
    private final Path file;
    private final String contentType;
    private final PublishClient client;
    private final Disk disk;
    /** What it looked like when last all was done; null if it must be looked at in any case. */
    private @Nullable Look seen;

    private @Nullable HashCode published;
    private String told = "";

    Document(Path file, String contentType, PublishClient client, Disk disk) {
        this.file = file;
        this.contentType = contentType;
        this.client = client;
        this.disk = disk;
    }

    /**
     * Publishes what changed.
     *
     * @return false if it could not be found out what is there
     */
    synchronized boolean look() {
        long now = disk.nowMillis();
        Look look = disk.look(file);
        if (look.equals(seen)) {
            return true;
        }
        try {
            if (look.kind() == Kind.ABSENT) {
                refuseIfFolderIsGone();
                withdraw();
            } else {
                publish(look);
            }
            seen = look.settled(now) || look.kind() == Kind.ABSENT ? look : null;
            return true;
        } catch (IOException unreadable) {
            seen = null;
            tell("cannot be read: " + FileBytes.reason(unreadable));
            return false;
        }
    }

    /** With a folder go files that nobody deleted: it may have been unmounted. */
    private void refuseIfFolderIsGone() throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !disk.look(folder).isFolder()) {
            throw new IOException("the folder " + folder + " does not exist");
        }
    }

    private void publish(Look look) throws IOException {
        if (look.isFile() && (look.size() == 0 || look.size() > LARGEST)) {
            tell(look.size() == 0 ? "is empty" : "is larger than " + LARGEST + " bytes");
            return;
        }
        byte[] bytes;
        try {
            bytes = disk.read(file);
        } catch (NoSuchFileException deletedMeanwhile) {
            refuseIfFolderIsGone();
            withdraw();
            return;
        }
        if (!disk.look(file).equals(look) || bytes.length != look.size()) {
            throw new IOException("somebody is writing it");
        }
        HashCode hash = Hashing.sha256().hashBytes(bytes);
        if (!hash.equals(published)) {
            client.publish(PublicationBody.of(contentType, bytes));
            published = hash;
        }
        told = "";
    }

    private void tell(String fault) {
        if (!told.equals(fault)) {
            told = fault;
            LOG.log(Level.WARNING, "{0}: {1} {2}; what is published stays", client.id(), file, fault);
        }
    }

    /** Also at the first look: the file may have been published before configuration changed. */
    private void withdraw() {
        LOG.log(Level.INFO, "{0}: {1} does not exist; nothing is published until it does", client.id(), file);
        client.remove();
        published = null;
        told = "";
    }
}

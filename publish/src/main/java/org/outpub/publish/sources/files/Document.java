package org.outpub.publish.sources.files;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublishClient;
import org.outpub.sorcery.file.Disk;
import org.outpub.sorcery.file.FileBytes;
import org.outpub.sorcery.file.Look;
import org.outpub.sorcery.file.Look.Kind;
import org.outpub.sorcery.file.SilentException;

/**
 * One file and what of it was published last. What cannot be published (an empty file, one that is too large or cannot
 * be read, one whose folder is gone) leaves what is published as it is, and is told once.
 */
final class Document {
    /** A PUBLISH must fit into a datagram together with its headers. */
    static final int LARGEST = 60_000;

    private final Path file;
    private final String contentType;
    private final PublishClient client;
    private final Disk disk;
    private final FewLines lines;
    /** Whether something is published that another file held, so that this one must be seen before it can be missed. */
    private boolean awaited;

    /** What it looked like when last all was done; null if it must be looked at in any case. */
    private @Nullable Look seen;

    private @Nullable PublicationBody published;
    private volatile String told = "";

    /**
     * A file that was not looked at yet.
     *
     * @param takesOver whether something is published that another file held: if this one is not there, the edit that
     *     named it is taken for a slip
     */
    Document(Path file, String contentType, PublishClient client, boolean takesOver, Disk disk, FewLines lines) {
        this.awaited = takesOver;
        this.file = file;
        this.contentType = contentType;
        this.client = client;
        this.disk = disk;
        this.lines = lines;
    }

    Path file() {
        return file;
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
                if (awaited) {
                    tell(Level.WARNING, "does not exist");
                } else {
                    withdraw();
                }
            } else {
                publish(look);
            }
            seen = look.settled(now) || look.kind() == Kind.ABSENT ? look : null;
            return true;
        } catch (IOException unreadable) {
            seen = null;
            tell(unreadable instanceof SilentException ? Level.DEBUG : Level.WARNING, unreadable);
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
            tell(Level.WARNING, look.size() == 0 ? "is empty" : "is larger than " + LARGEST + " bytes");
            return;
        }
        byte[] bytes;
        try {
            bytes = disk.read(file);
        } catch (NoSuchFileException deletedMeanwhile) {
            if (disk.look(file).kind() != Kind.ABSENT) {
                throw new IOException("it is a link that leads nowhere");
            }
            refuseIfFolderIsGone();
            withdraw();
            return;
        }
        if (!disk.look(file).equals(look) || bytes.length != look.size()) {
            throw new IOException("somebody is writing it");
        }
        PublicationBody body = PublicationBody.of(contentType, bytes);
        if (!Objects.equals(published, body)) {
            client.publish(body);
            published = body;
            awaited = false;
        }
        told = "";
    }

    private void tell(Level level, IOException unreadable) {
        tell(level, "cannot be read: " + FileBytes.reason(unreadable));
    }

    private void tell(Level level, String fault) {
        if (!told.equals(fault)) {
            told = fault;
            lines.tell(level, client.id() + ": " + file, fault + "; what is published stays");
        }
    }

    /** Why what is published may not be what the file holds; empty if nothing is wrong. Safe for use by many threads. */
    String problem() {
        String fault = told;
        return fault.isEmpty() ? "" : file + " " + fault;
    }

    /** Also at the first look: the file may have been published before configuration changed. */
    private void withdraw() {
        lines.tell(Level.INFO, client.id() + ": " + file, "does not exist; nothing is published until it does");
        client.remove();
        published = null;
        told = "";
    }
}

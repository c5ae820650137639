package org.outpub.publish.sources.files;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.outpub.api.publication.PublishClient;
import org.outpub.publish.config.ContentSource;

/**
 * A publication for each user, whose states are the files of a folder. Hidden files are left out: editors and copying
 * programs keep half-written states under such names.
 */
final class ContentFolder implements ContentPublication {
    private static final Logger LOG = System.getLogger(ContentFolder.class.getName());
    private final PublishClient client;
    private final ContentSource source;
    private final Consumer<Collection<String>> retainUsers;
    private final Map<Path, Document> documents = new HashMap<>();

    ContentFolder(PublishClient client, ContentSource source, Consumer<Collection<String>> retainUsers) {
        this.client = client;
        this.source = source;
        this.retainUsers = retainUsers;
    }

    @Override
    public ContentSource source() {
        return source;
    }

    @Override
    public synchronized void look() {
        Map<String, Path> files;
        try {
            files = list();
        } catch (IOException | DirectoryIteratorException unreadable) {
            LOG.log(
                    Level.WARNING,
                    "{0}: the folder {1} cannot be read ({2}); what is published stays",
                    client.id(),
                    source.path(),
                    unreadable);
            return;
        }
        documents.keySet().retainAll(new HashSet<>(files.values()));
        retainUsers.accept(Set.copyOf(files.keySet()));
        files.forEach((user, file) -> documents
                .computeIfAbsent(file, absent -> new Document(file, source.contentType(), client.user(user)))
                .look());
    }

    private Map<String, Path> list() throws IOException {
        Map<String, Path> files = new HashMap<>();
        try (DirectoryStream<Path> folder = Files.newDirectoryStream(source.path())) {
            for (Path file : folder) {
                String user = user(file);
                if (!user.isEmpty() && Files.isRegularFile(file)) {
                    Path other = files.putIfAbsent(user, file);
                    if (other != null) {
                        LOG.log(
                                Level.WARNING,
                                "{0}: {1} is left out: {2} is of the same user",
                                client.id(),
                                file,
                                other);
                    }
                }
            }
        } catch (NoSuchFileException noFolder) {
            LOG.log(Level.WARNING, "{0}: the folder {1} does not exist", client.id(), source.path());
        }
        return files;
    }

    /** The file's name less its extension; empty for a hidden file or an editor's backup. */
    private static String user(Path file) {
        String name = file.getFileName().toString();
        if (name.startsWith(".") || name.endsWith("~")) {
            return "";
        }
        int dot = name.lastIndexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }
}
